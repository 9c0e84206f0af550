import { describe, expect, it } from 'vitest';
import { expectSum } from '../../test/support/expect-sum.js';
import type { StageReport, TaskFailureRecord } from './contract.js';
import { addReports, mergeReports } from './merge-reports.js';

const failure = (index: number): TaskFailureRecord => ({
  taskUuid: `t${index}`,
  dataHash: `d${index}`,
  dataTitle: `image_${index}.jpg`,
  code: 'AGENT_ERROR',
  message: 'no',
  attempts: 4,
});

const many = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => failure(from + index));

const first: StageReport = {
  workflowId: 'encord/p/s',
  runId: 'r1',
  projectHash: 'p',
  stageUuid: 's',
  stageTitle: 'Agent 1',
  status: 'completed',
  listed: 10,
  advanced: 5,
  stayed: 1,
  failed: 2,
  stale: 1,
  unfinished: 1,
  divertedOnFailure: 1,
  startedAt: '2026-01-01T00:00:00.000Z',
  finishedAt: '2026-01-01T00:01:00.000Z',
  passes: 1,
  slices: 2,
  failures: [failure(0), failure(1)],
  failuresOmitted: 0,
};
const second: StageReport = {
  ...first,
  runId: 'r2',
  listed: 3,
  advanced: 3,
  stayed: 0,
  failed: 0,
  stale: 0,
  unfinished: 0,
  divertedOnFailure: 0,
  startedAt: '2026-01-02T00:00:00.000Z',
  finishedAt: '2026-01-02T00:01:00.000Z',
  failures: [],
};

describe('addReports', () => {
  it('adds every count', () => {
    const sum = addReports([first, second]);
    expect(sum).toEqual({
      listed: 13,
      advanced: 8,
      stayed: 1,
      failed: 2,
      stale: 1,
      unfinished: 1,
      divertedOnFailure: 1,
    });
    expectSum(sum);
  });

  it('of nothing is zero', () => {
    expect(Object.values(addReports([]))).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });
});

describe('mergeReports', () => {
  it('adds counts, keeps the first start and the last end', () => {
    const merged = mergeReports(first, second);
    expect(merged).toEqual({
      ...second,
      ...addReports([first, second]),
      startedAt: first.startedAt,
      passes: 2,
      slices: 4,
      failures: first.failures,
    });
    expectSum(merged);
  });

  it('shows a hundred failures and counts the others', () => {
    const merged = mergeReports(
      { ...first, failures: many(0, 60), failuresOmitted: 0 },
      { ...second, failures: many(60, 100), failuresOmitted: 7 },
    );
    expect(merged.failures).toEqual(many(0, 100));
    expect(merged.failuresOmitted).toBe(67);
  });

  it('says that the later one was stopped', () => {
    const stopped: StageReport = { ...second, status: 'stopped', stoppedBy: 'drain' };
    expect(mergeReports(first, stopped)).toMatchObject({ status: 'stopped', stoppedBy: 'drain' });
  });

  it('keeps what is known when the stage is polled elsewhere, and learns when it no longer is', () => {
    const elsewhere: StageReport = { ...first, ...addReports([]), status: 'alreadyPolling', failures: [] };
    expect(mergeReports(first, elsewhere)).toBe(first);
    expect(mergeReports(elsewhere, second)).toMatchObject({ status: 'completed', listed: 3, advanced: 3 });
  });
});
