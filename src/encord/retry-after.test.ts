import { describe, expect, it } from 'vitest';
import { parseRetryAfter } from './retry-after.js';

const NOW = Date.UTC(2025, 9, 9, 12, 0, 0);

describe('parseRetryAfter', () => {
  it.each([
    ['0', 0],
    ['3', 3000],
    [' 120 ', 120_000],
    ['Thu, 09 Oct 2025 12:00:30 GMT', 30_000],
    ['Thursday, 09-Oct-25 12:00:30 GMT', 30_000],
    ['Thu Oct  9 12:00:30 2025', 30_000],
    ['Thu, 09 Oct 2025 11:00:00 GMT', 0],
    ['999999999999', 6 * 60 * 60 * 1000],
    ['Fri, 09 Oct 2125 12:00:00 GMT', 6 * 60 * 60 * 1000],
  ])('%s', (header, expected) => {
    expect(parseRetryAfter(header, NOW)).toBe(expected);
  });

  it.each(['', 'soon', '-1', '1.5', '1e3', 'Monday'])('is undefined for "%s"', (header) => {
    expect(parseRetryAfter(header, NOW)).toBeUndefined();
  });
});
