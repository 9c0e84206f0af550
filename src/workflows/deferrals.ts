/** [task uuid, times in a row, not before (ms since 1970)] */
export type Deferral = readonly [taskUuid: string, times: number, notBeforeMs: number];

/** So many are carried from pass to pass at most; the oldest are dropped and may then come again too soon, which does no harm. */
const MOST = 2000;
const LONGEST_MS = 3_600_000;

/**
 * Tasks that stayed or failed, which every pass would otherwise take on again first. Each is left out of at least the next pass, then
 * of twice as many each time, for an hour at most (or one pass, if passes are rarer).
 */
export class Deferrals {
  readonly #entries: Map<string, Deferral>;

  constructor(entries: readonly Deferral[]) {
    this.#entries = new Map(entries.map((entry) => [entry[0], entry]));
  }

  /** The tasks whose turn it is, those that have not stayed or failed before in front: a cap must not let the others starve. */
  inTurn<T extends readonly [taskUuid: string, ...unknown[]]>(tasks: readonly T[], nowMs: number): T[] {
    const due = tasks.filter(([uuid]) => (this.#entries.get(uuid)?.[2] ?? 0) <= nowMs);
    const isKnown = ([uuid]: T) => this.#entries.has(uuid);
    return [...due.filter((task) => !isKnown(task)), ...due.filter(isKnown)];
  }

  /** `taskUuid` stayed or failed in the pass that began at `passStartedAtMs`. */
  add(taskUuid: string, pass: { readonly passStartedAtMs: number; readonly everyMs: number }): void {
    const times = (this.#entries.get(taskUuid)?.[1] ?? 0) + 1;
    const waitMs = Math.min(pass.everyMs * 2 ** times, Math.max(LONGEST_MS, 2 * pass.everyMs));
    this.#entries.delete(taskUuid);
    this.#entries.set(taskUuid, [taskUuid, times, pass.passStartedAtMs + waitMs]);
  }

  /** What the next run is given. */
  toJson(): Deferral[] {
    return [...this.#entries.values()].slice(-MOST);
  }
}
