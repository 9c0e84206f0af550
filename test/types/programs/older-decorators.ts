/** Run with `experimentalDecorators`, under which a decorator is called in another way. */
import { Runner } from 'encord-temporal';

const runner = new Runner();
const stage = runner.stage('Agent 1') as (...given: unknown[]) => never;

export class Agents {
  @stage
  static review() {}
}
