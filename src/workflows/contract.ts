/** What others may rely on when they talk to our workflows: messages, ids, results. No workflow code. */
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';

export type { PollStageInput, RunProjectInput, TasksPerActivity } from '../activities/contract.js';

export type StopReason = 'cancel' | 'drain' | 'maxFailures' | 'lostSlice';

export interface TaskFailureRecord {
  readonly taskUuid: string;
  readonly dataHash: string;
  readonly dataTitle: string;
  /** One of the codes of the README's table, such as `AGENT_ERROR`. */
  readonly code: string;
  readonly message: string;
  /** Agent attempts. */
  readonly attempts: number;
}

/** `listed = advanced + stayed + failed + stale + unfinished`, always. */
export interface Counts {
  /** Tasks taken on. */
  readonly listed: number;
  readonly advanced: number;
  /** The agent chose no pathway. */
  readonly stayed: number;
  readonly failed: number;
  /** Somebody else moved the task. */
  readonly stale: number;
  /** Not started or cut off; 0 when `completed`. */
  readonly unfinished: number;
  /** Failed tasks that went along the failure pathway; they count in `failed`. */
  readonly divertedOnFailure: number;
}

export interface StageReport extends Counts {
  readonly workflowId: string;
  readonly runId: string;
  readonly projectHash: string;
  readonly stageUuid: string;
  readonly stageTitle: string;
  readonly status: 'completed' | 'stopped' | 'alreadyPolling';
  readonly stoppedBy?: StopReason;
  /** ISO 8601 */
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly passes: number;
  readonly slices: number;
  /** The first 100. */
  readonly failures: readonly TaskFailureRecord[];
  readonly failuresOmitted: number;
}

export interface ProjectReport extends Counts {
  readonly projectHash: string;
  readonly rounds: number;
  readonly status: 'completed' | 'stopped';
  readonly stoppedBy?: StopReason;
  readonly startedAt: string;
  readonly finishedAt: string;
  /** One per stage and round that did something, in order. */
  readonly stages: readonly StageReport[];
}

/** What a poll says about itself while it runs. */
export interface Progress extends Omit<Counts, 'unfinished' | 'divertedOnFailure'> {
  /** The id that the poll really runs under; messages to the trigger are forwarded there. */
  readonly canonicalId: string;
  readonly projectHash: string;
  readonly stageUuid: string;
  readonly stageTitle: string;
  readonly inFlight: number;
  readonly queued: number;
  /** Tasks finished per second over the last half minute. */
  readonly rate: number;
  /** Slices running now. */
  readonly slices: number;
  readonly pass: number;
  readonly paused: boolean;
  readonly draining: boolean;
  readonly concurrency: number;
  /** What the poll waits for when it does not work: "resume", "the next pass at 12:00:05", … */
  readonly waitingFor?: string;
}

export const pauseSignal = defineSignal('pause');
export const resumeSignal = defineSignal('resume');
/** Finish what is in flight, flush, complete. */
export const drainSignal = defineSignal('drain');
/** List the stage again. */
export const refreshSignal = defineSignal('refresh');
/** Answers the old value; 1..2000. */
export const setConcurrencyUpdate = defineUpdate<number, [number]>('setConcurrency');
/** The same without an answer, for those that cannot send updates, such as workflows. */
export const setConcurrencySignal = defineSignal<[number]>('setConcurrency');
export const progressQuery = defineQuery<Progress>('progress');
export const failuresQuery = defineQuery<{
  /** The id that knows the failures; a trigger names it and knows none. */
  readonly canonicalId: string;
  readonly failures: readonly TaskFailureRecord[];
  readonly failuresOmitted: number;
}>('failures');

/** The only id under which a stage is polled: two polls of one stage cannot overlap. */
export const stagePollId = (projectHash: string, stageUuid: string): string =>
  `encord/${projectHash}/${stageUuid}`.toLowerCase();

export const projectRunId = (projectHash: string): string => `encord/${projectHash}`.toLowerCase();
