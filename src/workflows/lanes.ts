import { CancellationScope, condition } from '@temporalio/workflow';

export interface LanesOptions<Work> {
  /** Lanes at most, right now. */
  readonly limit: () => number;
  /** Whether more may be started, right now. */
  readonly open: () => boolean;
  /** Pieces of work that wait. */
  readonly queued: () => number;
  readonly next: () => Work | undefined;
  /** Does one piece; deals with its own errors. */
  readonly perform: (work: Work) => Promise<void>;
}

/**
 * A pool of lanes that pull from one queue. Lanes need no condition of their own: blocked conditions are all re-evaluated on every
 * activation. A lane ends when there is nothing for it to do; `fill` makes new ones when there is again.
 */
export class Lanes<Work> {
  readonly #options: LanesOptions<Work>;
  // One scope for all: a scope for each task would leave a handler on the parent until the run ends.
  readonly #scope = new CancellationScope({ cancellable: true });
  #alive = 0;
  #busy = 0;
  #cancelled = false;

  constructor(options: LanesOptions<Work>) {
    this.#options = options;
  }

  /** Lanes that run something now. */
  get busy(): number {
    return this.#busy;
  }

  /** Makes as many lanes as the limit and the queue call for. */
  fill(): void {
    if (this.#cancelled) return;
    void this.#scope.run(async () => {
      const { limit, open, queued } = this.#options;
      while (open() && this.#alive < limit() && this.#alive < this.#busy + queued()) {
        this.#alive++;
        void this.#lane();
      }
    });
  }

  /** Until nothing runs and nothing more is to be started. Returns, not throws, when the workflow is cancelled. */
  async settled(done: () => boolean): Promise<void> {
    try {
      await this.#scope.run(() => condition(() => this.#alive === 0 && done()));
    } catch {
      // The only thing a condition throws is the cancellation of its scope.
      this.#cancelled = true;
      await CancellationScope.nonCancellable(() => condition(() => this.#alive === 0));
    }
  }

  async #lane(): Promise<void> {
    const { limit, open, next, perform } = this.#options;
    try {
      while (!this.#cancelled && open() && this.#alive <= limit()) {
        const work = next();
        if (work === undefined) return;
        this.#busy++;
        try {
          await perform(work);
        } finally {
          this.#busy--;
        }
      }
    } finally {
      // In here, not in a `.finally()` outside: that would run microtasks later, and all lanes of one activation would see too many
      // lanes alive and leave together.
      this.#alive--;
    }
  }
}
