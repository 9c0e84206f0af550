import { describe, expect, it } from 'vitest';
import { AttemptError } from '../execution/failure.js';
import { parsePollStageInput, parseRunProjectInput, toPollSettings } from './poll-input.js';

const PROJECT = '5f9b4a52-2f58-4d0a-8f39-0d5b7d7b0f11';
const UUID = '0a1b2c3d-0000-4000-8000-00000000ABCD';
const least = { projectHash: PROJECT, stage: 'Agent 1' };

const problemOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof AttemptError && error.code === 'CONFIG') return error.message;
    throw error;
  }
  return 'nothing was thrown';
};

describe('parsePollStageInput', () => {
  it('takes the least, and everything', () => {
    expect(parsePollStageInput(least)).toEqual(least);
    const all = {
      ...least,
      concurrency: 2000,
      tasksPerActivity: 'auto',
      maxTasks: 1,
      maxAttempts: 1,
      maxFailures: 1,
      maxFailurePercent: 0,
      dataHashes: [UUID],
      taskUuids: [UUID],
      refreshEvery: '1s',
      flushSize: 1000,
      flushEvery: '1ms',
      sliceSize: 500,
      eventBudget: 20,
    };
    expect(parsePollStageInput(all)).toEqual(all);
  });

  it.each<[object, string]>([
    [{ projectHash: '' }, '"projectHash": Too small: expected string to have >=1 characters'],
    [{ stage: undefined }, '"stage": Invalid input: expected string, received undefined'],
    [{ concurrency: 0 }, '"concurrency": must be a whole number from 1 to 2000'],
    [{ concurrency: 2001 }, '"concurrency": must be a whole number from 1 to 2000'],
    [{ concurrency: 1.5 }, '"concurrency": must be a whole number from 1 to 2000'],
    [{ concurrency: '45' }, '"concurrency": must be a whole number from 1 to 2000'],
    [{ concurrency: null }, '"concurrency": must be a whole number from 1 to 2000'],
    [{ tasksPerActivity: 0 }, '"tasksPerActivity": must be a whole number from 1 to 100, or "auto"'],
    [{ tasksPerActivity: 101 }, '"tasksPerActivity": must be a whole number from 1 to 100, or "auto"'],
    [{ tasksPerActivity: 'Auto' }, '"tasksPerActivity": must be a whole number from 1 to 100, or "auto"'],
    [{ maxTasks: 0 }, '"maxTasks": must be a whole number, 1 or more'],
    [{ maxAttempts: 1001 }, '"maxAttempts": must be a whole number from 1 to 1000'],
    [{ maxFailures: -1 }, '"maxFailures": must be a whole number, 1 or more'],
    [{ maxFailurePercent: 101 }, '"maxFailurePercent": must be a number from 0 to 100'],
    [{ maxFailurePercent: '5%' }, '"maxFailurePercent": must be a number from 0 to 100'],
    [{ dataHashes: [] }, '"dataHashes": must not be empty: leave it out to mean "all"'],
    [{ dataHashes: [UUID, 'x'] }, '"dataHashes.1": must be a uuid'],
    [{ taskUuids: UUID }, '"taskUuids": must be a list of uuids'],
    [
      { refreshEvery: 5000 },
      '"refreshEvery": must be a duration from 1000 ms to 24 days, such as "5s" or "10m"',
    ],
    [
      { refreshEvery: '5' },
      '"refreshEvery": must be a duration from 1000 ms to 24 days, such as "5s" or "10m"',
    ],
    [
      { refreshEvery: '999ms' },
      '"refreshEvery": must be a duration from 1000 ms to 24 days, such as "5s" or "10m"',
    ],
    [
      { refreshEvery: '25d' },
      '"refreshEvery": must be a duration from 1000 ms to 24 days, such as "5s" or "10m"',
    ],
    [{ flushEvery: '0s' }, '"flushEvery": must be a duration from 1 ms to 24 days, such as "5s" or "10m"'],
    [{ flushSize: 1001 }, '"flushSize": must be a whole number from 1 to 1000'],
    [{ sliceSize: 501 }, '"sliceSize": must be a whole number from 1 to 500'],
    [{ eventBudget: 19 }, '"eventBudget": must be a whole number from 20 to 3500'],
  ])('refuses %j', (wrong, problem) => {
    expect(problemOf(() => parsePollStageInput({ ...least, ...wrong }))).toBe(
      `The input of pollStage cannot be used. ${problem}.`,
    );
  });

  it('names unknown members and all that exist', () => {
    expect(problemOf(() => parsePollStageInput({ ...least, concurency: 5, stages: [] }))).toBe(
      'The input of pollStage cannot be used. Unrecognized keys: "concurency", "stages" (known: projectHash, concurrency, ' +
        'tasksPerActivity, maxTasks, maxAttempts, maxFailures, maxFailurePercent, dataHashes, taskUuids, refreshEvery, ' +
        'flushSize, flushEvery, sliceSize, eventBudget, stage).',
    );
  });

  it('names every problem', () => {
    expect(problemOf(() => parsePollStageInput({ stage: 'x', concurrency: 0 }))).toBe(
      'The input of pollStage cannot be used. "projectHash": Invalid input: expected string, received undefined; ' +
        '"concurrency": must be a whole number from 1 to 2000.',
    );
  });

  it.each([[undefined], [null], ['Agent 1'], [[]]])('refuses %j as a whole', (input) => {
    expect(problemOf(() => parsePollStageInput(input))).toMatch(
      /^The input of pollStage cannot be used. Invalid input: expected object, received \w+\.$/,
    );
  });
});

describe('parseRunProjectInput', () => {
  it('takes stages, order and rounds, but no stage', () => {
    const all = { projectHash: PROJECT, stages: ['a'], order: 'parallel', maxRounds: 1000, concurrency: 5 };
    expect(parseRunProjectInput(all)).toEqual(all);
    expect(parseRunProjectInput({ projectHash: PROJECT })).toEqual({ projectHash: PROJECT });
    expect(problemOf(() => parseRunProjectInput(least))).toMatch(
      /^The input of runProject cannot be used. Unrecognized key: "stage" \(known: .*stages, order, maxRounds\)\.$/,
    );
  });

  it.each<[object, string]>([
    [{ stages: [] }, '"stages": must not be empty: leave it out to mean "all"'],
    [{ order: 'random' }, '"order": must be "sequential" or "parallel"'],
    [{ maxRounds: 0 }, '"maxRounds": must be a whole number from 1 to 1000'],
  ])('refuses %j', (wrong, problem) => {
    expect(problemOf(() => parseRunProjectInput({ projectHash: PROJECT, ...wrong }))).toBe(
      `The input of runProject cannot be used. ${problem}.`,
    );
  });
});

describe('toPollSettings', () => {
  it('has the defaults of the design', () => {
    expect(toPollSettings({})).toEqual({
      concurrency: 45,
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
    });
  });

  it('reads durations, and ids once each in lower case', () => {
    const settings = toPollSettings({
      refreshEvery: '1.5 minutes',
      flushEvery: '250ms',
      maxFailurePercent: 0,
      dataHashes: [UUID, UUID.toLowerCase()],
      taskUuids: [UUID],
    });
    expect(settings).toMatchObject({
      refreshEveryMs: 90_000,
      flushEveryMs: 250,
      maxFailurePercent: 0,
      dataHashes: [UUID.toLowerCase()],
      taskUuids: [UUID.toLowerCase()],
    });
  });
});
