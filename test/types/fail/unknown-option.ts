// expected: 'overwrit' does not exist in type 'StageOptions
import { Runner } from 'encord-temporal';

new Runner().stage('Agent 1', { overwrit: true }, async () => 'complete');
