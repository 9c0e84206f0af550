/**
 * Times as Encord writes them, `2025-10-01T10:00:00.123456+00:00`. Each one is later than the one before, so that a change can always
 * be seen in `updatedAt`.
 */
export class Timestamps {
  readonly #now: () => number;
  #last = 0;

  /** @param now milliseconds since 1970 */
  constructor(now: () => number) {
    this.#now = now;
  }

  next(): string {
    this.#last = Math.max(this.#now() * 1000, this.#last + 1);
    const milliseconds = Math.floor(this.#last / 1000);
    const microseconds = String(this.#last % 1000).padStart(3, '0');
    return new Date(milliseconds).toISOString().replace('Z', `${microseconds}+00:00`);
  }
}
