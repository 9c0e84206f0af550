// expected: "task\" is a reserved name of the task context: choose another name for this dependency
import { dependency, Runner } from 'encord-temporal';

const title = dependency({ resolve: ({ task }) => task.dataTitle });
new Runner().stage('Agent 1', { dependencies: { task: title } }, async () => 'complete');
