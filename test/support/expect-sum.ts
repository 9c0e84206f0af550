import { expect } from 'vitest';
import type { Counts } from '../../src/workflows/contract.js';

/** The invariant of every report. */
export const expectSum = (report: Counts): void => {
  const { listed, advanced, stayed, failed, stale, unfinished } = report;
  expect(advanced + stayed + failed + stale + unfinished).toBe(listed);
  expect(unfinished).toBeGreaterThanOrEqual(0);
};
