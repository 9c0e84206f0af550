import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import type { AppliedUpdates, ApplyUpdatesInput, TaskReference, TaskUpdate } from '../activities/contract.js';
import { fatalOf } from './activity-failure.js';
import type { Fatal } from './slice-contract.js';

const MAX_BATCH = 1000;

/** A task whose agent has finished, and what is left to do for it. */
export interface PendingUpdate {
  readonly task: TaskReference;
  readonly update: TaskUpdate;
}

export interface UpdateBufferOptions {
  /** A batch leaves at this many updates… */
  readonly size: number;
  /** …or this long after its first. */
  readonly everyMs: number;
  readonly send: (batch: readonly PendingUpdate[]) => Promise<AppliedUpdates>;
  readonly onApplied: (batch: readonly PendingUpdate[], applied: AppliedUpdates) => void;
  /** True when nothing more can come soon, so that waiting is pointless. */
  readonly idle: () => boolean;
}

/**
 * Collects the updates of finished tasks and sends them in batches, one at a time. A batch leaves the buffer only once it was applied,
 * and is sent outside the workflow's cancellation: a cancelled request may have been carried out all the same.
 */
export class UpdateBuffer {
  readonly #options: UpdateBufferOptions;
  readonly #waiting: PendingUpdate[] = [];
  #sending: Promise<void> = Promise.resolve();
  #closed = false;
  #fatal: Fatal | undefined;

  constructor(options: UpdateBufferOptions) {
    this.#options = options;
  }

  /** Set when Encord refuses the poll itself, so that nothing more can be sent. */
  get fatal(): Fatal | undefined {
    return this.#fatal;
  }

  add(update: PendingUpdate): void {
    this.#waiting.push(update);
  }

  /** Begins to send what is added. */
  open(): void {
    this.#sending = this.#send().catch((error: unknown) => {
      // Cancelled while it waited: `close` sends the rest.
      if (!isCancellation(error)) throw error;
    });
  }

  /** Sends what is left. */
  async close(): Promise<void> {
    this.#closed = true;
    await CancellationScope.nonCancellable(async () => {
      await this.#sending;
      while (this.#waiting.length > 0 && this.#fatal === undefined) await this.#flush();
    });
  }

  async #send(): Promise<void> {
    const { size, everyMs, idle } = this.#options;
    while (this.#fatal === undefined) {
      await condition(() => this.#closed || this.#waiting.length > 0);
      if (this.#closed) return;
      await condition(() => this.#closed || this.#waiting.length >= size || idle(), everyMs);
      await this.#flush();
    }
  }

  async #flush(): Promise<void> {
    try {
      const batch = this.#waiting.slice(0, MAX_BATCH);
      const applied = await CancellationScope.nonCancellable(() => this.#options.send(batch));
      this.#waiting.splice(0, batch.length);
      this.#options.onApplied(batch, applied);
    } catch (error) {
      this.#fatal = fatalOf(error);
    }
  }
}

/** A batch as the history holds it: each pathway once. */
export const compactUpdates = (
  batch: readonly PendingUpdate[],
): Pick<ApplyUpdatesInput, 'pathwayUuids' | 'updates'> => {
  const pathwayUuids = [...new Set(batch.flatMap(({ update }) => update.pathwayUuid ?? []))];
  const updates = batch.map(({ task: [taskUuid, dataHash], update: { pathwayUuid, priority } }) => {
    const pathway = pathwayUuid === undefined ? -1 : pathwayUuids.indexOf(pathwayUuid);
    return priority === undefined
      ? ([taskUuid, dataHash, pathway] as const)
      : ([taskUuid, dataHash, pathway, priority] as const);
  });
  return { pathwayUuids, updates };
};
