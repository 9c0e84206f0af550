import { describe, expect, it } from 'vitest';
import { parseDuration } from './duration.js';

describe('parseDuration', () => {
  it.each([
    [1, 1],
    [1500.4, 1500],
    ['500ms', 500],
    ['10s', 10_000],
    ['1.5 minutes', 90_000],
    ['5m', 300_000],
    ['2 Hours', 7_200_000],
    [' 24d ', 2_073_600_000],
  ])('%j is %d ms', (value, expected) => {
    expect(parseDuration(value)).toBe(expected);
  });

  it.each([
    0,
    -1,
    0.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    10n,
    '',
    '10',
    '-5s',
    '0s',
    '1e3s',
    's',
    '10 bananas',
    '10 constructor',
    '1h 30m',
    '25d',
    null,
    undefined,
    {},
  ])('refuses %s', (value) => {
    expect(parseDuration(value)).toBeUndefined();
  });
});
