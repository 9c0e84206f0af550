/** What coordinator and slices say to each other. */
import { defineSignal } from '@temporalio/workflow';
import type { TaskPolicy, TaskReference } from '../activities/contract.js';

/**
 * Lanes per workflow at most. While a workflow task runs, every finished activity buffers two events, and above 100 buffered events
 * the server fails the workflow task: 45 lanes leave room for a flush and a report.
 */
export const MAX_LANES = 45;

/** The whole state that the coordinator wants a slice to be in: repeats and lost signals do no harm. */
export interface SliceControl {
  readonly paused: boolean;
  /** Start nothing more, finish what is in flight, flush, return. */
  readonly drain: boolean;
  /** Tasks in flight at most. */
  readonly lanes: number;
  /** Of `lanes`; repeated in the slice's reports. */
  readonly version: number;
}

export interface SliceCounts {
  advanced: number;
  stayed: number;
  failed: number;
  stale: number;
}

/** A report is a signal, which has to stay small. */
export const MOST_REPORTED_FAILURES = 20;

/** [task uuid, data hash, data title, code, message, attempts] */
export type FailureTuple = readonly [string, string, string, string, string, number];

export interface SliceReport {
  readonly slice: number;
  readonly counts: SliceCounts;
  /** Those since the report before, at most `MOST_REPORTED_FAILURES`: the slice's result has them all. */
  readonly failures: readonly FailureTuple[];
  /** Lanes that run an agent now. */
  readonly inFlight: number;
  readonly queued: number;
  /** The slice's queue was empty and at most half its lanes busy: it keeps `lanes` and has given back the others for good. */
  readonly tail: boolean;
  readonly lanes: number;
  /** Of the control that it obeys. */
  readonly version: number;
}

export interface SliceInput {
  readonly slice: number;
  readonly projectHash: string;
  readonly stageUuid: string;
  readonly tasks: readonly TaskReference[];
  readonly control: SliceControl;
  readonly policy: TaskPolicy;
  /** Tasks per activity to begin with. */
  readonly chunk: number;
  readonly flushSize: number;
  readonly flushEveryMs: number;
  readonly eventBudget: number;
  /** Reports are this far apart, except those that give lanes back. */
  readonly reportEveryMs: number;
  /** Report failures soon, since the poll may have to stop for them. */
  readonly watchFailures: boolean;
}

export interface Fatal {
  readonly code: string;
  readonly message: string;
}

export interface SliceResult {
  readonly counts: SliceCounts;
  readonly failures: readonly FailureTuple[];
  /** Uuids of the tasks that stayed by their agent's choice. */
  readonly stayed: readonly string[];
  /** Not run because the history was full: to be queued again. */
  readonly rest: readonly TaskReference[];
  /** Tasks per activity at the end. */
  readonly chunk: number;
  readonly fatal?: Fatal;
}

/** Coordinator to slice. */
export const controlSignal = defineSignal<[SliceControl]>('control');
/** Slice to coordinator. */
export const reportSignal = defineSignal<[SliceReport]>('report');
