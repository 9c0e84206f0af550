import type { Operation } from './operations.js';

/** Counts what clients asked for, also what was refused or dropped. */
export class RequestLog {
  readonly #byOperation = new Map<string, number>();
  #total = 0;

  /** `unknown`: a request that the emulator has no operation for. */
  count(operation: Operation | 'unknown'): void {
    this.#total++;
    this.#byOperation.set(operation, (this.#byOperation.get(operation) ?? 0) + 1);
  }

  clear(): void {
    this.#total = 0;
    this.#byOperation.clear();
  }

  describe(): { total: number; byOperation: Record<string, number> } {
    return { total: this.#total, byOperation: Object.fromEntries(this.#byOperation) };
  }
}
