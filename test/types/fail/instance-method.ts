// expected: Only a static method can be an agent
import { Runner } from 'encord-temporal';

const runner = new Runner();
export class Agents {
  @runner.stage('Agent 1')
  async review() {
    return 'complete';
  }
}
