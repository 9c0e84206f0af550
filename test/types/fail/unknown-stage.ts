// expected: Argument of type '"Agent 3"' is not assignable to parameter of type
import { Runner } from 'encord-temporal';

const runner = new Runner<{ stages: { 'Agent 1': { pathways: 'complete' | 'review' } } }>();
runner.stage('Agent 3', async () => 'complete');
