import type { TasksPerActivity } from '../activities/contract.js';

/** A chunk starts no further task after this long, so that one of slow tasks does not hold up the end of a slice. */
export const CHUNK_BUDGET_MS = 1000;

const LARGEST = 100;

/**
 * How many tasks the next activity gets. `auto` aims at activities of half the chunk's time budget: it at most doubles at a time and
 * shrinks at once, so that one chunk of slow tasks does not hold up the end of a slice. Decided from recorded results only.
 */
export class ChunkSize {
  readonly #setting: TasksPerActivity;
  #size: number;
  #seenMs = 0;
  #seenTasks = 0;

  constructor(setting: TasksPerActivity, size: number) {
    this.#setting = setting;
    this.#size = size;
  }

  get size(): number {
    return this.#size;
  }

  /** For the next activity of a slice with this much left. */
  next({ queued, lanes }: { queued: number; lanes: number }): number {
    if (this.#setting !== 'auto') return this.#size;
    // The end of the queue is spread over the lanes.
    return Math.max(1, Math.min(this.#size, Math.ceil(queued / Math.min(lanes, 10))));
  }

  learn({ tasks, agentMs }: { tasks: number; agentMs: number }): void {
    if (this.#setting !== 'auto') return;
    this.#seenTasks += tasks;
    this.#seenMs += agentMs;
    if (this.#seenTasks < Math.max(5, Math.min(this.#size, 20))) return;
    const meanMs = Math.max(this.#seenMs / this.#seenTasks, 0.1);
    this.#seenMs = 0;
    this.#seenTasks = 0;
    const wanted = Math.floor(CHUNK_BUDGET_MS / 2 / meanMs);
    this.#size = Math.min(Math.max(1, Math.min(LARGEST, wanted)), this.#size * 2);
  }
}
