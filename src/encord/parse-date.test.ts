import { afterEach, describe, expect, it, vi } from 'vitest';
import vectors from '../../test/vectors/scalars.json' with { type: 'json' };
import { parseDate } from './parse-date.js';

describe('parseDate', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it.each(vectors.dates)('$text', ({ text, iso }) => {
    // A zone far from UTC shows where local time is read.
    vi.stubEnv('TZ', 'Asia/Tokyo');
    expect(parseDate(text)?.getTime()).toBe(Date.parse(iso));
  });

  it.each(['', 'soon', '2025-13-45T00:00:00', 'null'])('is undefined for "%s"', (text) => {
    expect(parseDate(text)).toBeUndefined();
  });
});
