// expected: Property 'length' does not exist on type 'Dependency<string>'
import { dependency, Runner } from 'encord-temporal';

const title = dependency({ resolve: ({ task }) => task.dataTitle });
new Runner().stage('Agent 1', async () => ({ priority: title.length }));
