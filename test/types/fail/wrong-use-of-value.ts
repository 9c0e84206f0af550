// expected: Property 'toUppercase' does not exist on type 'string'
import { dependency, Runner } from 'encord-temporal';

const title = dependency({ resolve: async ({ task }) => task.dataTitle });
new Runner().stage('Agent 1', { dependencies: { title } }, async ({ title }) => title.toUppercase());
