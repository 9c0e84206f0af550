// expected: An agent returns a pathway of its stage, { pathway, priority }, or nothing
import { Runner } from 'encord-temporal';

new Runner().stage('Agent 1', async () => 42);
