import { workflowInfo } from '@temporalio/workflow';
import type { ResolvedPoll } from '../activities/contract.js';
import type { Counts, StageReport, StopReason, TaskFailureRecord } from './contract.js';
import type { PollState } from './poll-state.js';
import type { FailureTuple } from './slice-contract.js';

/** How many failures a report shows. */
export const MOST_FAILURES = 100;

/** Adds to the first hundred failures; the slices' own results have them all. */
export const recordFailures = (known: TaskFailureRecord[], failures: readonly FailureTuple[]): void => {
  const room = Math.max(0, MOST_FAILURES - known.length);
  for (const [taskUuid, dataHash, dataTitle, code, message, attempts] of failures.slice(0, room))
    known.push({ taskUuid, dataHash, dataTitle, code, message, attempts });
};

export const toReport = (
  resolved: ResolvedPoll,
  state: PollState,
  end: { readonly stopped: boolean; readonly stoppedBy: StopReason | undefined },
): StageReport => {
  const { advanced, stayed, failed, stale } = state.counts;
  // Whatever was taken on and has no other end, so that the sum holds however a poll was stopped.
  const unfinished = state.listed - advanced - stayed - failed - stale;
  // Without any other reason, somebody terminated or cancelled a slice by its own id.
  const lost = !end.stopped && unfinished > 0 ? 'lostSlice' : undefined;
  const stoppedBy = end.stoppedBy ?? lost;
  return {
    ...identityOf(resolved),
    status: end.stopped || stoppedBy !== undefined ? 'stopped' : 'completed',
    ...(stoppedBy === undefined ? {} : { stoppedBy }),
    listed: state.listed,
    advanced,
    stayed,
    failed,
    stale,
    unfinished,
    divertedOnFailure: 0,
    startedAt: new Date(state.startedAtMs).toISOString(),
    finishedAt: new Date().toISOString(),
    passes: state.pass,
    slices: state.slices,
    failures: state.failures,
    failuresOmitted: failed - state.failures.length,
  };
};

/** The report of a poll that found its stage being polled already. */
export const alreadyPollingReport = (resolved: Identity): StageReport => {
  const now = new Date().toISOString();
  return {
    ...identityOf(resolved),
    status: 'alreadyPolling',
    ...ZERO,
    startedAt: now,
    finishedAt: now,
    passes: 0,
    slices: 0,
    failures: [],
    failuresOmitted: 0,
  };
};

export const ZERO: Counts = {
  listed: 0,
  advanced: 0,
  stayed: 0,
  failed: 0,
  stale: 0,
  unfinished: 0,
  divertedOnFailure: 0,
};

type Identity = Pick<ResolvedPoll, 'projectHash' | 'stageUuid' | 'stageTitle'>;

const identityOf = ({ projectHash, stageUuid, stageTitle }: Identity) => {
  const { workflowId, runId } = workflowInfo();
  return { workflowId, runId, projectHash, stageUuid, stageTitle };
};
