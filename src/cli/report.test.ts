import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import type { ProjectReport, StageReport } from '../workflows/contract.js';
import { exitCodeOf, formatReport, toRunFailure } from './report.js';

const counts = {
  listed: 3,
  advanced: 3,
  stayed: 0,
  failed: 0,
  stale: 0,
  unfinished: 0,
  divertedOnFailure: 0,
};

const report = (changes: Partial<StageReport> = {}): StageReport => ({
  workflowId: 'encord/p/s',
  runId: 'r',
  projectHash: 'p',
  stageUuid: 's',
  stageTitle: 'Agent 1',
  status: 'completed',
  ...counts,
  startedAt: '2026-01-01T00:00:00.000Z',
  finishedAt: '2026-01-01T00:00:02.500Z',
  passes: 1,
  slices: 1,
  failures: [],
  failuresOmitted: 0,
  ...changes,
});

const projectReport = (stages: StageReport[], changes: Partial<ProjectReport> = {}): ProjectReport => ({
  projectHash: 'p',
  rounds: 2,
  status: 'completed',
  stages,
  ...counts,
  startedAt: '2026-01-01T00:00:00.000Z',
  finishedAt: '2026-01-01T00:00:04.000Z',
  ...changes,
});

const failed = (cause: Error): WorkflowFailedError =>
  new WorkflowFailedError('Workflow execution failed', cause, 'NON_RETRYABLE_FAILURE');

describe('exitCodeOf', () => {
  it.each<[string, Partial<StageReport>, number]>([
    ['all advanced', {}, 0],
    ['some stayed or were stale', { advanced: 1, stayed: 1, stale: 1 }, 0],
    ['polled elsewhere', { status: 'alreadyPolling', listed: 0, advanced: 0 }, 0],
    ['one failed', { advanced: 2, failed: 1 }, 1],
    ['stopped', { status: 'stopped', stoppedBy: 'cancel' }, 1],
    ['drained', { status: 'stopped', stoppedBy: 'drain', advanced: 1, unfinished: 2 }, 1],
  ])('%s', (_, changes, code) => {
    expect(exitCodeOf(report(changes))).toBe(code);
  });

  it('counts for a project, too', () => {
    expect(exitCodeOf(projectReport([report()]))).toBe(0);
    expect(exitCodeOf(projectReport([report()], { failed: 1 }))).toBe(1);
    expect(exitCodeOf(projectReport([report({ status: 'alreadyPolling' })]))).toBe(0);
  });
});

describe('formatReport', () => {
  it('tells counts and failures', () => {
    const failure = {
      taskUuid: 't',
      dataHash: 'd',
      dataTitle: 'a.jpg',
      code: 'AGENT_ERROR',
      message: 'no',
      attempts: 4,
    };
    const text = formatReport(
      report({ advanced: 1, failed: 2, divertedOnFailure: 1, failures: [failure], failuresOmitted: 1 }),
    );
    expect(text.split('\n')).toEqual([
      'Stage "Agent 1": completed, 2.5 s',
      '  listed 3, advanced 1, stayed 0, failed 2, stale 0, unfinished 0 (1 sent along onFailure)',
      '  a.jpg: AGENT_ERROR after 4 attempts: no',
      '  … and 1 more failures',
    ]);
  });

  it('says who stopped it, and that somebody else polls', () => {
    expect(formatReport(report({ status: 'stopped', stoppedBy: 'drain' }))).toContain('stopped by drain');
    expect(formatReport(report({ status: 'alreadyPolling' }))).toMatch(/already being polled/);
  });

  it('tells the stages of a project and the sum', () => {
    expect(formatReport(projectReport([report()])).split('\n')).toEqual([
      'Stage "Agent 1": completed, 2.5 s',
      '  listed 3, advanced 3, stayed 0, failed 0, stale 0, unfinished 0',
      'Project p: completed, 2 rounds, 4.0 s',
      '  listed 3, advanced 3, stayed 0, failed 0, stale 0, unfinished 0',
    ]);
  });
});

describe('toRunFailure', () => {
  it('finds code, message and report of a poll that failed', () => {
    const done = report({ advanced: 1 });
    const cause = ApplicationFailure.create({ type: 'UNAUTHORISED', message: '401', details: [done] });
    expect(toRunFailure(failed(cause))).toEqual({
      status: 'failed',
      code: 'UNAUTHORISED',
      message: '401',
      report: done,
    });
  });

  it('leaves out details that are no report', () => {
    const cause = ApplicationFailure.create({ type: 'CONFIG', message: 'no', details: ['text'] });
    expect(toRunFailure(failed(cause))).toEqual({ status: 'failed', code: 'CONFIG', message: 'no' });
  });

  it('is for workflows only', () => {
    expect(toRunFailure(new Error('no connection'))).toBeUndefined();
  });
});
