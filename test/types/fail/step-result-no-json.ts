// expected: is not assignable to type 'Promise<Json> | Json'
import { Runner } from 'encord-temporal';

new Runner().stage('Agent 1', async ({ step }) => {
  await step('measure', () => new Map([['a', 1]]));
});
