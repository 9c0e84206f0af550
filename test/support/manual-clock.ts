import type { Clock } from '../../src/encord/clock.js';

export interface ManualClock extends Clock {
  /** The waits asked for, in milliseconds. */
  readonly sleeps: number[];
}

/** A clock that only moves when somebody sleeps, and then at once. */
export const manualClock = ({ now = 1_760_000_000_000, random = 0.5 } = {}): ManualClock => {
  let time = now;
  const sleeps: number[] = [];
  return {
    sleeps,
    now: () => time,
    random: () => random,
    sleep: async (milliseconds, signal) => {
      signal?.throwIfAborted();
      sleeps.push(milliseconds);
      time += milliseconds;
    },
  };
};
