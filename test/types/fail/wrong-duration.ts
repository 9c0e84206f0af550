// expected: Type '"10 bananas"' is not assignable to type 'Duration
import { Runner } from 'encord-temporal';

new Runner().stage('Agent 1', { timeout: '10 bananas' }, async () => 'complete');
