import { planDependencies } from '../agents/dependency-order.js';
import { type CheckedOutcome, checkOutcome } from '../agents/outcome.js';
import type { AgentDefinition } from '../agents/stage-options.js';
import type { AgentLog, TaskContext } from '../agents/task-context.js';
import type { AgentTask } from '../encord/agent-task.js';
import type { EncordClient } from '../encord/client.js';
import type { AgentStage, Project } from '../encord/project.js';
import { AttemptError, fromAgent } from './failure.js';
import { DependencyScope } from './resolve-dependencies.js';
import type { StepMemory } from './step-memory.js';

/** What runs an attempt: Temporal's activity, or a loop in this process. */
export interface AttemptHost {
  /** Agent attempts, from 1; attempts that failed through no fault of the agent are not counted. */
  readonly attempt: number;
  /** Aborted when the attempt has to end; the reason is an `AttemptError` with code `CANCELLED` or `SHUTDOWN`. */
  readonly signal: AbortSignal;
  readonly log: AgentLog;
  readonly steps: StepMemory;
  heartbeat(): void;
}

export interface RunTaskOptions {
  readonly definition: AgentDefinition;
  readonly task: AgentTask;
  readonly stage: AgentStage;
  readonly project: Project;
  readonly client: EncordClient;
  readonly host: AttemptHost;
  /** The stage as it is now: a pathway that our copy does not know may be new. Default: our copy is all there is. */
  readonly freshStage?: () => Promise<AgentStage>;
}

/**
 * One attempt at one task: resolve the dependencies, run the agent, check what it returned, release the dependencies.
 * Throws an `AttemptError`. Writes nothing to Encord itself.
 */
export const runTask = async (options: RunTaskOptions): Promise<CheckedOutcome> => {
  const { definition, task, stage, project, client, host } = options;
  const deadline = new Deadline(host.signal, definition.options.timeoutMs);
  const context: TaskContext = {
    task,
    stage,
    project,
    client,
    signal: deadline.signal,
    attempt: host.attempt,
    // Stable over attempts and over polls, until the task has left the stage and come back.
    idempotencyKey: `${stage.uuid}/${task.uuid}/${task.updatedAt.getTime()}`,
    heartbeat: () => host.heartbeat(),
    step: (name, fn) => host.steps.run(name, fn),
    log: host.log,
  };
  const scope = new DependencyScope(context);
  try {
    const outcome = await deadline.race(attempt(options, context, scope));
    const released = await scope.release({ status: 'succeeded' });
    if (released !== undefined) throw released;
    return outcome;
  } catch (error) {
    const failure = deadline.explain() ?? fromAgent(error);
    const released = await scope.release({
      status: failure.code === 'CANCELLED' ? 'cancelled' : 'failed',
      error,
    });
    if (released !== undefined) host.log.warn(released.message);
    throw failure;
  } finally {
    deadline.clear();
  }
};

const attempt = async (
  { definition, freshStage }: RunTaskOptions,
  context: TaskContext,
  scope: DependencyScope,
): Promise<CheckedOutcome> => {
  const plan = planDependencies(definition);
  const values = await scope.resolve(plan.order);
  const named = Object.fromEntries(Object.entries(plan.names).map(([name, index]) => [name, values[index]]));
  context.signal.throwIfAborted();
  const returned = await definition.run({ ...context, ...named });
  try {
    return checkOutcome(returned, context.stage);
  } catch (error) {
    const fresh = await freshStage?.().catch(() => undefined);
    if (fresh === undefined) throw error;
    return checkOutcome(returned, fresh);
  }
};

/** The stage's own timeout together with the host's signal. */
class Deadline {
  readonly #host: AbortSignal;
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #ended: Promise<never>;
  #end: (reason: AttemptError) => void = () => undefined;

  constructor(host: AbortSignal, timeoutMs: number) {
    this.#host = host;
    this.#ended = new Promise((_, reject) => {
      this.#end = reject;
    });
    this.#timer = setTimeout(() => this.#timeOut(timeoutMs), timeoutMs);
    // Not AbortSignal.any: on Node 20 its links to a long-lived signal are never collected.
    if (host.aborted) this.#onHostAbort();
    else host.addEventListener('abort', this.#onHostAbort, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /**
   * The work; or a rejection as soon as the time is up or the worker has to go, even if the agent does not listen to its signal.
   * A cancelled agent may still finish within its time: its result is kept.
   */
  race<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.#ended]);
  }

  /** An abort that reached the agent comes back in any shape: what counts is why it was aborted. */
  explain(): AttemptError | undefined {
    return this.signal.aborted ? this.#reason() : undefined;
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#host.removeEventListener('abort', this.#onHostAbort);
  }

  readonly #onHostAbort = (): void => {
    this.#controller.abort(this.#host.reason);
    const reason = this.#reason();
    if (reason.code !== 'CANCELLED') this.#end(reason);
  };

  #timeOut(timeoutMs: number): void {
    const text = `The agent did not finish within its timeout of ${timeoutMs / 1000} s (stage option "timeout").`;
    // Does nothing to the signal of an agent that was cancelled before.
    this.#controller.abort(new AttemptError('TIMEOUT', text));
    this.#end(this.#reason());
  }

  #reason(): AttemptError {
    const reason: unknown = this.signal.reason;
    return reason instanceof AttemptError
      ? reason
      : new AttemptError('CANCELLED', 'The attempt was cancelled.');
  }
}
