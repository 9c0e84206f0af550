// expected: Property 'title' does not exist on type
import { Runner } from 'encord-temporal';

new Runner().stage('Agent 1', async ({ title }) => 'complete');
