const WINDOW_MS = 30_000;

/** Tasks finished per second over the last half minute, from what was known at each report. */
export class Rate {
  readonly #samples: { readonly atMs: number; readonly finished: number }[] = [];

  sample(finished: number, atMs: number): void {
    this.#samples.push({ atMs, finished });
    while (this.#samples.length > 2 && (this.#samples[1]?.atMs ?? atMs) <= atMs - WINDOW_MS)
      this.#samples.shift();
  }

  perSecond(): number {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || last.atMs <= first.atMs) return 0;
    return Math.round(((last.finished - first.finished) / (last.atMs - first.atMs)) * 10_000) / 10;
  }
}
