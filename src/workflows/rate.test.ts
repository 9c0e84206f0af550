import { describe, expect, it } from 'vitest';
import { Rate } from './rate.js';

type Samples = readonly (readonly [atSeconds: number, finished: number])[];

const rateOf = (samples: Samples): number => {
  const rate = new Rate();
  for (const [at, finished] of samples) rate.sample(finished, at * 1000);
  return rate.perSecond();
};

describe('Rate', () => {
  it.each<[string, Samples, number]>([
    ['nothing', [], 0],
    ['one report', [[0, 50]], 0],
    [
      'two at the same time',
      [
        [5, 0],
        [5, 50],
      ],
      0,
    ],
    [
      'two reports',
      [
        [0, 0],
        [4, 50],
      ],
      12.5,
    ],
    [
      'a third of a task',
      [
        [0, 0],
        [3, 1],
      ],
      0.3,
    ],
    [
      'no progress',
      [
        [0, 7],
        [10, 7],
      ],
      0,
    ],
    [
      'a burst long ago',
      [
        [0, 0],
        [10, 1000],
        [50, 1000],
        [90, 1040],
      ],
      1,
    ],
    [
      'the last half minute',
      [
        [0, 0],
        [10, 1000],
        [20, 1010],
        [30, 1020],
        [40, 1030],
      ],
      1,
    ],
  ])('of %s', (_, samples, expected) => {
    expect(rateOf(samples)).toBe(expected);
  });
});
