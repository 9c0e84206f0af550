import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  ApplicationFailure,
  CancellationScope,
  ChildWorkflowCancellationType,
  ChildWorkflowFailure,
  type ChildWorkflowHandle,
  condition,
  getExternalWorkflowHandle,
  isCancellation,
  ParentClosePolicy,
  setCurrentDetails,
  setHandler,
  startChild,
} from '@temporalio/workflow';
import type { PollStageInput, ResolvedPoll } from '../activities/contract.js';
import {
  drainSignal,
  pauseSignal,
  progressQuery,
  refreshSignal,
  resumeSignal,
  type StageReport,
  setConcurrencySignal,
  setConcurrencyUpdate,
  stagePollId,
} from './contract.js';
import type { pollStage } from './poll-stage.js';
import { initialState } from './poll-state.js';
import { alreadyPollingReport, toReport, ZERO } from './report.js';
import { validateConcurrency } from './validate-concurrency.js';

type PollHandle = ChildWorkflowHandle<typeof pollStage>;

/**
 * Runs the poll as a child under its canonical id and forwards messages to it. If the stage is being polled, that poll is asked to
 * list again, and this run completes with `alreadyPolling`.
 */
export const trigger = async (input: PollStageInput, resolved: ResolvedPoll): Promise<StageReport> => {
  const canonicalId = stagePollId(resolved.projectHash, resolved.stageUuid);
  let poll: PollHandle | undefined;
  forwardMessages(resolved, async (send) => {
    await condition(() => poll !== undefined);
    // A poll that has just ended takes no messages.
    if (poll !== undefined) await send(poll).catch(() => undefined);
  });
  setCurrentDetails(`The poll itself runs as \`${canonicalId}\`.`);
  for (;;) {
    try {
      poll = await startPoll(input, resolved);
      return await resultOf(poll);
    } catch (error) {
      if (isCancellation(error) && poll === undefined)
        return toReport(resolved, initialState(resolved, Date.now()), 'cancel');
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      if (await askToRefresh(canonicalId)) return alreadyPollingReport(resolved);
      // It ended between the two: the way is free now.
    }
  }
};

const startPoll = (input: PollStageInput, resolved: ResolvedPoll): Promise<PollHandle> =>
  startChild<typeof pollStage>('pollStage', {
    workflowId: stagePollId(resolved.projectHash, resolved.stageUuid),
    cancellationType: ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
    parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
    staticSummary: `${resolved.projectTitle} / ${resolved.stageTitle}`,
    args: [{ ...input, projectHash: resolved.projectHash, stage: resolved.stageUuid }, { resolved }],
  });

/** The poll's report, or its failure as if it were our own: with its code and the report in the details. */
const resultOf = async (poll: PollHandle): Promise<StageReport> => {
  try {
    return await poll.result();
  } catch (error) {
    if (!(error instanceof ChildWorkflowFailure)) throw error;
    if (error.cause instanceof ApplicationFailure) throw error.cause;
    throw ApplicationFailure.nonRetryable(
      `The poll ${poll.workflowId} ended without a report: ${error.cause?.message ?? error.message}`,
      'WORKER_LOST',
    );
  }
};

const askToRefresh = async (canonicalId: string): Promise<boolean> => {
  try {
    await getExternalWorkflowHandle(canonicalId).signal(refreshSignal);
    return true;
  } catch (error) {
    if (isCancellation(error)) throw error;
    return false;
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
    void CancellationScope.nonCancellable(() => forward((poll) => poll.signal(setConcurrencySignal, wanted)));
    return before;
  };
  setHandler(setConcurrencyUpdate, setConcurrency, { validator: validateConcurrency });
  setHandler(setConcurrencySignal, (wanted) => {
    validateConcurrency(wanted);
    setConcurrency(wanted);
  });
  const { projectHash, stageUuid, stageTitle } = resolved;
  const canonicalId = stagePollId(projectHash, stageUuid);
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
