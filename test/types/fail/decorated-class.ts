// expected: Only a static method can be an agent
import { Runner } from 'encord-temporal';

const runner = new Runner();
@runner.stage('Agent 1')
export class Agents {}
