import {
  ApplicationFailure,
  CancellationScope,
  ChildWorkflowCancellationType,
  ChildWorkflowFailure,
  type ChildWorkflowHandle,
  getExternalWorkflowHandle,
  isCancellation,
  ParentClosePolicy,
  startChild,
} from '@temporalio/workflow';
import type { PollStageInput } from '../activities/contract.js';
import { refreshSignal, type StageReport, stagePollId } from './contract.js';
import type { pollStage } from './poll-stage.js';
import type { PollCarry } from './poll-state.js';

export type PollHandle = ChildWorkflowHandle<typeof pollStage>;

export interface ChildPollOptions {
  readonly projectHash: string;
  readonly stageUuid: string;
  /** `project / stage`, as the UI shows it. */
  readonly summary: string;
  readonly input: Omit<PollStageInput, 'projectHash' | 'stage'>;
  readonly carry?: PollCarry;
}

/** Starts a stage's poll under its canonical id. Throws `WorkflowExecutionAlreadyStartedError` when it is being polled. */
export const startChildPoll = (options: ChildPollOptions): Promise<PollHandle> => {
  const { projectHash, stageUuid, summary, input, carry } = options;
  const pollInput = { ...input, projectHash, stage: stageUuid };
  return CancellationScope.nonCancellable(() =>
    startChild<typeof pollStage>('pollStage', {
      workflowId: stagePollId(projectHash, stageUuid),
      // We cancel it ourselves, below.
      cancellationType: ChildWorkflowCancellationType.ABANDON,
      parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
      staticSummary: summary,
      args: carry === undefined ? [pollInput] : [pollInput, carry],
    }),
  );
};

/**
 * The report of a poll, also when we are cancelled: the poll is then cancelled too, by its id, since Temporal's own cancellation of a
 * child reaches only its first run and not the one that it has continued as. The poll's failure is passed on as if it were ours, with
 * its code and its report.
 */
export const childPollReport = async (poll: PollHandle): Promise<StageReport> => {
  let ended = false;
  CancellationScope.current()
    .cancelRequested.catch(async () => {
      // By now the same id may be somebody else's poll.
      if (ended) return;
      const running = getExternalWorkflowHandle(poll.workflowId);
      await CancellationScope.nonCancellable(() => running.cancel());
    })
    // It has just ended.
    .catch(() => undefined);
  try {
    return await CancellationScope.nonCancellable(() => poll.result());
  } catch (error) {
    if (!(error instanceof ChildWorkflowFailure)) throw error;
    if (error.cause instanceof ApplicationFailure) throw error.cause;
    throw ApplicationFailure.nonRetryable(
      `The poll ${poll.workflowId} ended without a report: ${error.cause?.message ?? error.message}`,
      'CANCELLED',
    );
  } finally {
    ended = true;
  }
};

/** Tells the poll that has the stage to list it again. False when it has just ended. */
export const askToRefresh = async (canonicalId: string): Promise<boolean> => {
  try {
    await getExternalWorkflowHandle(canonicalId).signal(refreshSignal);
    return true;
  } catch (error) {
    if (isCancellation(error)) throw error;
    return false;
  }
};
