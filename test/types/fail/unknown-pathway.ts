// expected: An agent returns a pathway of its stage, { pathway, priority }, or nothing
import { Runner } from 'encord-temporal';

const runner = new Runner<{ stages: { 'Agent 1': { pathways: 'complete' | 'review' } } }>();
runner.stage('Agent 1', async () => 'nope');
