import type { Counts, StageReport } from './contract.js';
import { MOST_FAILURES, ZERO } from './report.js';

const addTwo = (a: Counts, b: Counts): Counts => ({
  listed: a.listed + b.listed,
  advanced: a.advanced + b.advanced,
  stayed: a.stayed + b.stayed,
  failed: a.failed + b.failed,
  stale: a.stale + b.stale,
  unfinished: a.unfinished + b.unfinished,
  divertedOnFailure: a.divertedOnFailure + b.divertedOnFailure,
});

export const addReports = (reports: Iterable<Counts>): Counts => {
  let total = ZERO;
  for (const report of reports) total = addTwo(total, report);
  return total;
};

/** Two polls of one stage as one: counts added; ids, times and status are the later one's. */
export const mergeReports = (earlier: StageReport, later: StageReport): StageReport => {
  if (later.status === 'alreadyPolling') return earlier;
  const failures = [...earlier.failures, ...later.failures];
  const kept = failures.slice(0, MOST_FAILURES);
  return {
    ...later,
    ...addTwo(earlier, later),
    startedAt: earlier.startedAt,
    passes: earlier.passes + later.passes,
    slices: earlier.slices + later.slices,
    failures: kept,
    failuresOmitted: earlier.failuresOmitted + later.failuresOmitted + failures.length - kept.length,
  };
};
