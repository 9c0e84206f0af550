import type { TaskEnd } from '../agents/dependency.js';
import type { PlannedDependency } from '../agents/dependency-order.js';
import type { TaskContext } from '../agents/task-context.js';
import { type AttemptError, fromAgent } from './failure.js';

interface Resolved {
  readonly planned: PlannedDependency;
  readonly value: unknown;
}

/**
 * The dependencies of one attempt: each resolved once, in order, and released in reverse order when the attempt ends, however
 * it ends.
 */
export class DependencyScope {
  readonly #context: TaskContext;
  readonly #resolved: Resolved[] = [];
  #end: TaskEnd | undefined;

  constructor(context: TaskContext) {
    this.#context = context;
  }

  /** Resolves the plan in order; throws an `AttemptError` that names the path to the culprit. */
  async resolve(plan: readonly PlannedDependency[]): Promise<unknown[]> {
    for (const planned of plan) {
      this.#context.signal.throwIfAborted();
      const inputs = Object.fromEntries(
        Object.entries(planned.inputs).map(([name, index]) => [name, this.#resolved[index]?.value]),
      );
      try {
        const value: unknown = await planned.dependency.resolve({ ...this.#context, ...inputs });
        this.#resolved.push({ planned, value });
      } catch (error) {
        throw fromAgent(error, `Dependency ${planned.path}`);
      }
      // The attempt timed out meanwhile: nobody else would release this value.
      if (this.#end !== undefined) await this.release(this.#end);
    }
    return this.#resolved.map(({ value }) => value);
  }

  /**
   * Releases everything, also after a release that throws. The first such error is returned; the task it belongs to failed even if
   * its agent did well, since what the release had to do (commit, upload) was not done.
   */
  async release(end: TaskEnd): Promise<AttemptError | undefined> {
    this.#end = end;
    let first: AttemptError | undefined;
    for (const { planned, value } of this.#resolved.splice(0).toReversed()) {
      try {
        await planned.dependency.release?.(value, end);
      } catch (error) {
        first ??= fromAgent(error, `Release of ${planned.path}`);
      }
    }
    return first;
  }
}
