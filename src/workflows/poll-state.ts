import type { ResolvedPoll, TaskReference } from '../activities/contract.js';
import type { TaskFailureRecord } from './contract.js';
import type { Deferral } from './deferrals.js';
import type { SliceCounts } from './slice-contract.js';

/** All that a poll carries from run to run when it continues as new: plain JSON. */
export interface PollState {
  readonly startedAtMs: number;
  pass: number;
  passStartedAtMs: number;
  /** Over all passes. */
  listed: number;
  listedInPass: number;
  counts: SliceCounts;
  /** The first hundred. */
  failures: TaskFailureRecord[];
  slices: number;
  /** Taken on, not yet given to a slice. */
  queue: readonly TaskReference[];
  listing: ListingState;
  deferrals: readonly Deferral[];
  paused: boolean;
  /** Somebody asked for another pass. */
  refresh: boolean;
  concurrency: number;
  chunk: number | undefined;
}

export interface ListingState {
  readonly pageToken?: string;
  /** How many of the input's `dataHashes` were listed. */
  readonly offset: number;
  readonly done: boolean;
}

/** What a run is given besides its input: where it was found, and what earlier runs left. */
export interface PollCarry {
  readonly resolved: ResolvedPoll;
  readonly state?: PollState;
}

export const initialState = (resolved: ResolvedPoll, nowMs: number): PollState => ({
  startedAtMs: nowMs,
  pass: 1,
  passStartedAtMs: nowMs,
  listed: 0,
  listedInPass: 0,
  counts: { advanced: 0, stayed: 0, failed: 0, stale: 0 },
  failures: [],
  slices: 0,
  queue: [],
  listing: { offset: 0, done: false },
  deferrals: [],
  paused: false,
  refresh: false,
  concurrency: resolved.settings.concurrency,
  chunk: undefined,
});

/** The state with which the next pass begins. */
export const nextPass = (state: PollState, nowMs: number): PollState => ({
  ...state,
  pass: state.pass + 1,
  passStartedAtMs: nowMs,
  listedInPass: 0,
  queue: [],
  listing: { offset: 0, done: false },
  refresh: false,
});
