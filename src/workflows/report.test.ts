import { describe, expect, it } from 'vitest';
import type { ResolvedPoll } from '../activities/contract.js';
import { initialState, nextPass } from './poll-state.js';
import { MOST_FAILURES, recordFailures } from './report.js';
import type { FailureTuple } from './slice-contract.js';

const resolved: ResolvedPoll = {
  projectHash: 'p',
  projectTitle: 'P',
  stageUuid: 's',
  stageTitle: 'S',
  settings: {
    concurrency: 7,
    tasksPerActivity: undefined,
    maxTasks: undefined,
    maxAttempts: undefined,
    maxFailures: undefined,
    maxFailurePercent: undefined,
    dataHashes: undefined,
    taskUuids: undefined,
    refreshEveryMs: undefined,
    flushSize: 200,
    flushEveryMs: 5000,
    sliceSize: 500,
    eventBudget: 3500,
  },
};

const tuples = (count: number): FailureTuple[] =>
  Array.from({ length: count }, (_, index) => [`t${index}`, 'd', 'a.jpg', 'TIMEOUT', 'late', 4]);

describe('recordFailures', () => {
  it('keeps the first hundred and counts the others', () => {
    const state = initialState(resolved, 0);
    recordFailures(state.failures, tuples(MOST_FAILURES - 1));
    recordFailures(state.failures, tuples(3));
    recordFailures(state.failures, []);
    expect(state.failures).toHaveLength(100);
    const record = { dataHash: 'd', dataTitle: 'a.jpg', code: 'TIMEOUT', message: 'late', attempts: 4 };
    expect(state.failures.at(-1)).toEqual({ taskUuid: 't0', ...record });
  });
});

describe('the state of a poll', () => {
  it('begins with the concurrency of the input', () => {
    expect(initialState(resolved, 5)).toMatchObject({
      startedAtMs: 5,
      passStartedAtMs: 5,
      pass: 1,
      concurrency: 7,
    });
  });

  it('keeps over a pass all but its list', () => {
    const state = initialState(resolved, 5);
    recordFailures(state.failures, tuples(2));
    Object.assign(state, { listed: 9, listedInPass: 9, paused: true, listing: { offset: 3, done: true } });
    const next = nextPass(state, 100);
    expect(next).toEqual({
      ...state,
      pass: 2,
      passStartedAtMs: 100,
      listedInPass: 0,
      queue: [],
      listing: { offset: 0, done: false },
    });
    expect(next).toMatchObject({ startedAtMs: 5, listed: 9, paused: true });
  });

  it('is JSON', () => {
    const state = initialState(resolved, 5);
    expect(JSON.parse(JSON.stringify({ ...state, chunk: 1 }))).toEqual({ ...state, chunk: 1 });
  });
});
