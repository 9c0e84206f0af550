// expected: Type '42' is not assignable to type 'AgentReturn<string>'
import { Runner } from 'encord-temporal';

new Runner().stage('Agent 1', { maxAttempts: 2 }, async () => 42);
