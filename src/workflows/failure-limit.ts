import type { PollSettings } from '../activities/contract.js';
import type { SliceCounts } from './slice-contract.js';

/** Before this many tasks have ended, a share of failures says nothing. */
const JUDGED_FROM = 20;

/** Whether so many tasks have failed that the poll is to stop. */
export const exceedsFailureLimit = (
  { maxFailures, maxFailurePercent }: Pick<PollSettings, 'maxFailures' | 'maxFailurePercent'>,
  { advanced, stayed, failed, stale }: SliceCounts,
): boolean => {
  if (maxFailures !== undefined && failed >= maxFailures) return true;
  const ended = advanced + stayed + failed + stale;
  return (
    maxFailurePercent !== undefined && ended >= JUDGED_FROM && (failed / ended) * 100 > maxFailurePercent
  );
};
