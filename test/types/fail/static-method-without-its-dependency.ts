// expected: Only a static method can be an agent: it takes the context of its stage
import { Runner } from 'encord-temporal';

const runner = new Runner();
export class Agents {
  @runner.stage('Agent 1')
  static async review({ title }: { title: string }) {
    return title;
  }
}
