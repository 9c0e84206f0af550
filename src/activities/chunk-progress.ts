import { z } from 'zod';
import type { AttemptError } from '../execution/failure.js';
import type { ChunkResult, TaskUpdate } from './contract.js';

const schema = z.object({
  finished: z.number(),
  agentMs: z.number(),
  updates: z.array(
    z.tuple([
      z.object({ pathwayUuid: z.string().exactOptional(), priority: z.number().exactOptional() }),
      z.array(z.number()),
    ]),
  ),
  failures: z.array(z.tuple([z.number(), z.string(), z.string()])),
  again: z.array(z.tuple([z.number(), z.number()])),
});

/** A chunk's result while it grows; it is also the check-point that is left when its worker dies. */
export class ChunkProgress {
  readonly #result: z.output<typeof schema>;

  constructor(checkpoint: unknown) {
    const parsed = schema.safeParse(checkpoint);
    this.#result = parsed.success
      ? parsed.data
      : { finished: 0, agentMs: 0, updates: [], failures: [], again: [] };
  }

  get result(): ChunkResult {
    return this.#result;
  }

  succeeded(update: TaskUpdate, elapsedMs: number): void {
    const index = this.#advance(elapsedMs);
    const same = this.#result.updates.find(
      ([known]) => known.pathwayUuid === update.pathwayUuid && known.priority === update.priority,
    );
    if (same === undefined) this.#result.updates.push([update, [index]]);
    else same[1].push(index);
  }

  failed(
    failure: AttemptError,
    { elapsedMs, maxAttempts }: { elapsedMs: number; maxAttempts: number },
  ): void {
    const index = this.#advance(elapsedMs);
    const attempts = failure.rule.counts ? 1 : 0;
    const over = failure.rule.retry === 'never' || (failure.rule.counts && maxAttempts <= attempts);
    if (over) this.#result.failures.push([index, failure.code, failure.message]);
    else this.#result.again.push([index, attempts]);
  }

  /** The tasks from here on are to be run alone. */
  handBack(tasks: number): void {
    while (this.#result.finished < tasks) this.#result.again.push([this.#result.finished++, 0]);
  }

  #advance(elapsedMs: number): number {
    this.#result.agentMs = Math.round((this.#result.agentMs + elapsedMs) * 100) / 100;
    return this.#result.finished++;
  }
}
