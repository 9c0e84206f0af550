// expected: "priorty\" is no member of an outcome: an agent returns a pathway of its stage, { pathway, priority }, or nothing
import { Runner } from 'encord-temporal';

new Runner().stage('Agent 1', { maxAttempts: 2 }, async () => ({ pathway: 'complete', priorty: 1 }));
