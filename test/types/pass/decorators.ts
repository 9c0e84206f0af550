import { type AgentContext, dependency, Runner, type TaskContext } from 'encord-temporal';

const runner = new Runner();
const size = dependency({ resolve: ({ task }) => task.dataTitle.length });

class Agents {
  static #threshold = 10;

  @runner.stage('Agent 1')
  static async first({ task }: TaskContext) {
    return task.dataTitle === '' ? undefined : 'complete';
  }

  @runner.stage('Agent 2', { dependencies: { size }, maxAttempts: 2 })
  static second({ size }: { size: number }) {
    return { pathway: size > Agents.#threshold ? 'large' : 'small', priority: 0.5 };
  }

  @runner.stage('Agent 3', { dependencies: { length: size } })
  static third({ length, attempt }: AgentContext<{ length: typeof size }>) {
    return length > attempt ? 'complete' : null;
  }
}

// A decorated method keeps its own type.
export const second: { pathway: string; priority: number } = Agents.second({ size: 3 });
