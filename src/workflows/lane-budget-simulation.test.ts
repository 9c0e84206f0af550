/** The coordinator's budget against slices that behave as `Slice` does, with messages under way in both directions. */
import { describe, expect, it } from 'vitest';
import { LaneBudget, type LaneGrant } from './lane-budget.js';

/** Whole numbers from 0 below `limit`, the same for the same seed. */
const randomFrom = (seed: number) => {
  let state = seed;
  return (limit: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % limit;
  };
};

interface Report {
  readonly inFlight: number;
  readonly lanes: number;
  readonly version: number;
  readonly tail: boolean;
}

/** What of a slice matters here. */
class SimulatedSlice {
  /** Controls and reports that are under way, in order. */
  readonly controls: LaneGrant[] = [];
  readonly reports: Report[] = [];
  #lanes: number;
  #version = 0;
  #queued: number;
  #inFlight = 0;
  #tail = false;
  #owesReport = false;

  constructor(lanes: number, queued: number) {
    this.#lanes = lanes;
    this.#queued = queued;
    this.#fill();
  }

  get over(): boolean {
    return this.#queued === 0 && this.#inFlight === 0 && this.reports.length === 0;
  }

  get busy(): boolean {
    return this.#inFlight > 0;
  }

  /** Tasks that it runs or may begin to run before it hears anything new. */
  get potential(): number {
    const allowed = this.#tail
      ? this.#lanes
      : Math.max(this.#lanes, ...this.controls.map(({ lanes }) => lanes));
    return Math.max(this.#inFlight, allowed);
  }

  /** A chunk may put tasks back that it did not get to. */
  finishOne(putBack: number): void {
    this.#inFlight--;
    this.#queued += putBack;
    if (!this.#tail && this.#queued === 0 && this.#inFlight > 0 && this.#inFlight <= this.#lanes / 2) {
      this.#tail = true;
      this.#report();
    }
    this.#confirm();
    this.#fill();
  }

  receiveControl(): void {
    const control = this.controls.shift();
    if (control === undefined) return;
    const lanes = this.#tail ? Math.min(this.#lanes, Math.max(1, control.lanes)) : control.lanes;
    this.#version = control.version;
    this.#owesReport ||= lanes < this.#lanes;
    this.#lanes = lanes;
    this.#fill();
    this.#confirm();
  }

  #fill(): void {
    const more = Math.max(0, Math.min(this.#queued, this.#lanes - this.#inFlight));
    this.#queued -= more;
    this.#inFlight += more;
  }

  #confirm(): void {
    if (!this.#owesReport || this.#inFlight > this.#lanes) return;
    this.#owesReport = false;
    this.#report();
  }

  #report(): void {
    if (this.#tail && this.#queued === 0) this.#lanes = this.#inFlight;
    this.reports.push({
      inFlight: this.#inFlight,
      lanes: this.#lanes,
      version: this.#version,
      tail: this.#tail,
    });
  }
}

class Simulation {
  readonly #random: (limit: number) => number;
  readonly #budget: LaneBudget;
  readonly #slices = new Map<number, SimulatedSlice>();
  readonly #changes: readonly number[];
  readonly #changeEvery: number;
  readonly #putsBack: boolean;
  #concurrency: number;
  #left: number;
  #opened = 0;

  constructor(
    seed: number,
    { concurrency, changes = [], changeEvery = 1, putsBack = false, slices }: Scenario,
  ) {
    this.#random = randomFrom(seed);
    this.#budget = new LaneBudget(concurrency);
    this.#changes = changes;
    this.#changeEvery = changeEvery;
    this.#putsBack = putsBack;
    this.#concurrency = concurrency;
    this.#left = slices;
  }

  /** Runs to the end; throws where more could be in flight than the concurrency, or than was before it was lowered. */
  run(): void {
    this.#open();
    for (let step = 0; this.#slices.size > 0; step++) {
      if (step > 100_000) throw new Error('It does not come to an end');
      const before = this.#potential();
      this.#event();
      this.#open();
      const now = this.#potential();
      const most = Math.max(before, this.#concurrency);
      if (now > most) throw new Error(`${now} may be in flight, where ${most} are allowed (step ${step})`);
    }
    expect(this.#left).toBe(0);
  }

  #potential(): number {
    let total = 0;
    for (const slice of this.#slices.values()) total += slice.potential;
    return total;
  }

  #open(): void {
    while (this.#left > 0 && this.#budget.openings() > 0) {
      this.#left--;
      const index = this.#opened++;
      this.#slices.set(index, new SimulatedSlice(this.#budget.open(index), 1 + this.#random(200)));
    }
  }

  #event(): void {
    if (this.#changes.length > 0 && this.#random(this.#changeEvery) === 0) {
      const concurrency = this.#changes[this.#random(this.#changes.length)] ?? 1;
      this.#concurrency = concurrency;
      this.#tell(this.#budget.setConcurrency(concurrency));
      return;
    }
    const [index, slice] = [...this.#slices][this.#random(this.#slices.size)] ?? [];
    if (index === undefined || slice === undefined) return;
    const [report] = slice.reports;
    if (slice.over) {
      this.#slices.delete(index);
      this.#tell(this.#budget.close(index));
    } else if (report !== undefined && this.#random(4) === 0) {
      slice.reports.shift();
      this.#tell(this.#budget.report(index, report));
    } else if (slice.controls.length > 0 && this.#random(4) === 0) slice.receiveControl();
    else if (slice.busy) slice.finishOne(this.#putsBack && this.#random(4) === 0 ? 1 : 0);
  }

  #tell(changed: readonly number[]): void {
    for (const index of changed) this.#slices.get(index)?.controls.push(this.#budget.grantOf(index));
  }
}

interface Scenario {
  readonly concurrency: number;
  readonly changes?: readonly number[];
  readonly changeEvery?: number;
  readonly putsBack?: boolean;
  readonly slices: number;
}

describe('tasks in flight never exceed the concurrency', () => {
  it.each([1, 7, 45, 46, 100, 300])('at %i', (concurrency) => {
    for (let seed = 1; seed <= 20; seed++) new Simulation(seed, { concurrency, slices: 12 }).run();
  });

  it.each([200, 5])('while it is changed at every %ith event', (changeEvery) => {
    const changes = [1, 30, 45, 90, 200];
    for (let seed = 1; seed <= 40; seed++)
      new Simulation(seed, { concurrency: 100, changes, changeEvery, slices: 30 }).run();
  });

  it('while chunks put tasks back', () => {
    for (let seed = 1; seed <= 40; seed++)
      new Simulation(seed, { concurrency: 60, putsBack: true, slices: 12 }).run();
  });
});
