import { MAX_LANES } from './slice-contract.js';

export interface LaneGrant {
  readonly lanes: number;
  readonly version: number;
}

interface Share {
  /** Lanes it may use from now on. */
  granted: number;
  /** Counts the changes of `granted`: a report speaks of the grant whose version it repeats. */
  version: number;
  /** Lanes it may still be using: above `granted` until it has said that it came down. */
  held: number;
  tail: boolean;
}

/**
 * Shares `concurrency` among the slices. Lanes are granted only from what no slice can be using, so that tasks in flight never exceed
 * the concurrency: a slice that starts beside another's tail gets what the tail gave back, and more as it ends.
 */
export class LaneBudget {
  readonly #shares = new Map<number, Share>();
  #concurrency: number;

  constructor(concurrency: number) {
    this.#concurrency = concurrency;
  }

  /** Slices that can be started now. */
  openings(): number {
    const wanted = this.#slicesWanted();
    const full = [...this.#shares.values()].filter(({ tail }) => !tail).length;
    // Tails may be long: with more than twice the slices, none would have the lanes to get on.
    const room = Math.min(wanted - full, 2 * wanted + 1 - this.#shares.size);
    return Math.max(0, Math.min(room, this.#free()));
  }

  /** Lanes for a new slice; call only while there are `openings`. */
  open(slice: number): number {
    const lanes = Math.min(this.#fairShare(), this.#free());
    this.#shares.set(slice, { granted: lanes, version: 0, held: lanes, tail: false });
    return lanes;
  }

  /** What the slice is to be told. */
  grantOf(slice: number): LaneGrant {
    const { granted: lanes, version } = this.#shares.get(slice) ?? { granted: 0, version: 0 };
    return { lanes, version };
  }

  /** What a slice says of itself. Returns the slices whose grant changed. */
  report(
    slice: number,
    state: { inFlight: number; lanes: number; version: number; tail: boolean },
  ): number[] {
    const share = this.#shares.get(slice);
    if (share === undefined) return [];
    if (state.tail) {
      // It never grows again, whatever it is told.
      share.tail = true;
      share.granted = Math.min(share.granted, state.lanes);
      share.held = Math.max(state.lanes, state.inFlight);
    } else if (state.version === share.version) share.held = Math.max(share.granted, state.inFlight);
    return this.#grow();
  }

  close(slice: number): number[] {
    this.#shares.delete(slice);
    return this.#grow();
  }

  setConcurrency(concurrency: number): number[] {
    this.#concurrency = concurrency;
    const fair = this.#fairShare();
    let left = concurrency;
    const changed: number[] = [];
    for (const [slice, share] of this.#shares) {
      // It may come down to none: such a slice stands still until another one ends.
      const lanes = Math.min(share.granted, fair, left);
      left -= lanes;
      if (lanes === share.granted) continue;
      share.granted = lanes;
      share.version++;
      changed.push(slice);
    }
    return [...new Set([...changed, ...this.#grow()])];
  }

  #slicesWanted(): number {
    return Math.max(1, Math.ceil(this.#concurrency / MAX_LANES));
  }

  #fairShare(): number {
    return Math.min(MAX_LANES, Math.ceil(this.#concurrency / this.#slicesWanted()));
  }

  #free(): number {
    let held = 0;
    for (const share of this.#shares.values()) held += share.held;
    return Math.max(0, this.#concurrency - held);
  }

  /** Gives free lanes to slices that have less than their share. */
  #grow(): number[] {
    const changed: number[] = [];
    for (const [slice, share] of this.#shares) {
      const more = Math.min(this.#fairShare() - share.granted, this.#free());
      if (share.tail || more <= 0) continue;
      share.granted += more;
      share.version++;
      share.held = Math.max(share.held, share.granted);
      changed.push(slice);
    }
    return changed;
  }
}
