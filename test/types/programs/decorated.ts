/** Prints what a class with decorated static methods registers, and what its agents return. */
import { type AgentContext, dependency, Runner, type TaskContext } from 'encord-temporal';

const runner = new Runner();
const greeting = dependency({ resolve: () => 'Hello' });

class Agents {
  static suffix = '!';

  @runner.stage('Agent 2')
  static plain({ attempt }: TaskContext) {
    return `attempt ${attempt}`;
  }

  @runner.stage('Agent 1', { dependencies: { greeting }, maxAttempts: 2 })
  static async usingItsClass({ greeting: word }: AgentContext<{ greeting: typeof greeting }>) {
    return `${word}${this.suffix}`;
  }
}

const results: unknown[] = [];
for (const { stage, run, options } of runner.agents.agents)
  results.push({
    stage,
    maxAttempts: options.maxAttempts,
    // An agent is called with nothing to hold on to.
    returned: await run({ attempt: 7, greeting: 'Hi' } as unknown as Parameters<typeof run>[0]),
  });
console.log(JSON.stringify({ results, direct: Agents.plain({ attempt: 1 } as TaskContext) }));
