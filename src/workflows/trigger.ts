import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { CancellationScope, condition, setCurrentDetails, setHandler } from '@temporalio/workflow';
import type { PollStageInput, ResolvedPoll } from '../activities/contract.js';
import { askToRefresh, childPollReport, type PollHandle, startChildPoll } from './child-poll.js';
import {
  drainSignal,
  failuresQuery,
  pauseSignal,
  progressQuery,
  refreshSignal,
  resumeSignal,
  type StageReport,
  setConcurrencySignal,
  setConcurrencyUpdate,
  stagePollId,
} from './contract.js';
import { alreadyPollingReport, ZERO } from './report.js';
import { isConcurrency, validateConcurrency } from './validate-concurrency.js';

/**
 * Runs the poll as a child under its canonical id and forwards messages to it. If the stage is being polled, that poll is asked to
 * list again, and this run completes with `alreadyPolling`.
 */
export const trigger = async (input: PollStageInput, resolved: ResolvedPoll): Promise<StageReport> => {
  const { projectHash, stageUuid } = resolved;
  const canonicalId = stagePollId(projectHash, stageUuid);
  const summary = `${resolved.projectTitle} / ${resolved.stageTitle}`;
  let poll: PollHandle | undefined;
  // Also while we are cancelled: the poll may still be finishing, and a handler that throws would end us without a report.
  forwardMessages(resolved, (send) =>
    CancellationScope.nonCancellable(async () => {
      await condition(() => poll !== undefined);
      // A poll that has just ended takes no messages.
      if (poll !== undefined) await send(poll).catch(() => undefined);
    }),
  );
  setCurrentDetails(`The poll itself runs as \`${canonicalId}\`.`);
  for (;;) {
    try {
      poll = await startChildPoll({ projectHash, stageUuid, summary, input, carry: { resolved } });
      return await childPollReport(poll);
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      if (await askToRefresh(canonicalId)) return alreadyPollingReport(resolved);
      // It ended between the two: the way is free now.
    }
  }
};

type Forward = (send: (poll: PollHandle) => Promise<void>) => Promise<void>;

const forwardMessages = (resolved: ResolvedPoll, forward: Forward): void => {
  for (const signal of [pauseSignal, resumeSignal, drainSignal, refreshSignal])
    setHandler(signal, () => forward((poll) => poll.signal(signal)));
  let { concurrency } = resolved.settings;
  const setConcurrency = (wanted: number) => {
    const before = concurrency;
    concurrency = wanted;
    void forward((poll) => poll.signal(setConcurrencySignal, wanted));
    return before;
  };
  setHandler(setConcurrencyUpdate, setConcurrency, { validator: validateConcurrency });
  setHandler(setConcurrencySignal, (wanted) => {
    if (isConcurrency(wanted)) setConcurrency(wanted);
  });
  const { projectHash, stageUuid, stageTitle } = resolved;
  const canonicalId = stagePollId(projectHash, stageUuid);
  setHandler(failuresQuery, () => ({ canonicalId, failures: [], failuresOmitted: 0 }));
  setHandler(progressQuery, () => ({
    canonicalId,
    projectHash,
    stageUuid,
    stageTitle,
    ...ZERO,
    inFlight: 0,
    queued: 0,
    rate: 0,
    slices: 0,
    pass: 0,
    paused: false,
    draining: false,
    concurrency,
    waitingFor: `the poll itself: ask ${canonicalId}`,
  }));
};
