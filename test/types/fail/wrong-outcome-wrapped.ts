// expected: Type '42' is not assignable to type 'AgentReturn<string>'
import { Runner } from 'encord-temporal';

new Runner().stage('Agent 1')(async () => 42);
