import { describe, expect, it } from 'vitest';
import { Timestamps } from './timestamps.js';

describe('Timestamps', () => {
  it('are written as Encord writes them, each later than the last even when the clock stands still', () => {
    const timestamps = new Timestamps(() => Date.UTC(2025, 9, 1, 10, 0, 0, 123));
    expect(timestamps.next()).toBe('2025-10-01T10:00:00.123000+00:00');
    expect(timestamps.next()).toBe('2025-10-01T10:00:00.123001+00:00');
  });
});
