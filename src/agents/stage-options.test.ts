import { describe, expect, it } from 'vitest';
import { dependency } from './dependency.js';
import { DefinitionError } from './errors.js';
import { parseStageOptions } from './stage-options.js';

const title = dependency({ resolve: () => 'x' });
const parse = (options: unknown) => parseStageOptions('Agent 1', options);

const DURATION =
  'must be a number of milliseconds or a text such as "500ms", "10s", "5m" or "2h", from 1 ms to 24 days';

describe('parseStageOptions', () => {
  it('has the defaults of the documentation', () => {
    expect(parse({})).toEqual({
      dependencies: {},
      overwrite: false,
      options: {
        timeoutMs: 600_000,
        heartbeatTimeoutMs: 10_000,
        maxAttempts: 4,
        backoff: { initialMs: 1000, coefficient: 2, maximumMs: 60_000 },
        tasksPerActivity: 1,
      },
    });
  });

  it('takes every option', () => {
    expect(
      parse({
        dependencies: { title },
        overwrite: true,
        timeout: '2h',
        heartbeatTimeout: 30_000,
        maxAttempts: 1,
        backoff: { initialInterval: '500ms', backoffCoefficient: 1.5, maximumInterval: '10s' },
        taskQueue: 'gpu',
        tasksPerActivity: 'auto',
      }),
    ).toEqual({
      dependencies: { title },
      overwrite: true,
      options: {
        timeoutMs: 7_200_000,
        heartbeatTimeoutMs: 30_000,
        maxAttempts: 1,
        backoff: { initialMs: 500, coefficient: 1.5, maximumMs: 10_000 },
        taskQueue: 'gpu',
        tasksPerActivity: 'auto',
      },
    });
  });

  it('takes undefined for absent, and gives frozen options', () => {
    const { options } = parse({ timeout: undefined, taskQueue: undefined, backoff: undefined });
    expect(options.timeoutMs).toBe(600_000);
    expect('taskQueue' in options).toBe(false);
    expect(Object.isFrozen(options)).toBe(true);
  });

  it('lets the longest wait grow with a long first one', () => {
    expect(parse({ backoff: { initialInterval: '5m' } }).options.backoff).toEqual({
      initialMs: 300_000,
      coefficient: 2,
      maximumMs: 300_000,
    });
  });

  it.each<[string, unknown, string]>([
    ['no object', null, 'Stage "Agent 1": the options must be an object, not null.'],
    ['a text', 'complete', 'Stage "Agent 1": the options must be an object, not the text "complete".'],
    [
      'an unknown option',
      { overwrit: true },
      'Stage "Agent 1" has no option "overwrit". Valid are "dependencies", "overwrite", "timeout", "heartbeatTimeout", "maxAttempts", "backoff", "taskQueue", "tasksPerActivity".',
    ],
    [
      'an unknown option of backoff',
      { backoff: { factor: 2 } },
      'Stage "Agent 1": "backoff" has no option "factor". Valid are "initialInterval", "backoffCoefficient", "maximumInterval".',
    ],
    ['an overwrite', { overwrite: 1 }, '"overwrite" must be true or false, not the number 1.'],
    ['a negative timeout', { timeout: -5 }, `"timeout" ${DURATION}, not the number -5.`],
    ['no timeout', { timeout: 0 }, `"timeout" ${DURATION}, not the number 0.`],
    ['a timeout of NaN', { timeout: Number.NaN }, `"timeout" ${DURATION}, not the number NaN.`],
    ['a timeout without unit', { timeout: '10' }, `"timeout" ${DURATION}, not the text "10".`],
    ['a null timeout', { timeout: null }, `"timeout" ${DURATION}, not null.`],
    ['a heartbeat', { heartbeatTimeout: '0s' }, `"heartbeatTimeout" ${DURATION}, not the text "0s".`],
    ['no attempts', { maxAttempts: 0 }, '"maxAttempts" must be a whole number, 1 or more, not the number 0.'],
    [
      'negative attempts',
      { maxAttempts: -1 },
      '"maxAttempts" must be a whole number, 1 or more, not the number -1.',
    ],
    [
      'half attempts',
      { maxAttempts: 1.5 },
      '"maxAttempts" must be a whole number, 1 or more, not the number 1.5.',
    ],
    [
      'attempts without end',
      { maxAttempts: Number.POSITIVE_INFINITY },
      '"maxAttempts" must be a whole number, 1 or more, not the number Infinity.',
    ],
    ['a backoff', { backoff: '1s' }, '"backoff" must be an object of options, not the text "1s".'],
    [
      'a shrinking backoff',
      { backoff: { backoffCoefficient: 0.5 } },
      '"backoff.backoffCoefficient" must be a number, 1 or more, not the number 0.5.',
    ],
    [
      'an interval of the backoff',
      { backoff: { initialInterval: -1 } },
      `"backoff.initialInterval" ${DURATION}, not the number -1.`,
    ],
    [
      'a maximum below the first interval',
      { backoff: { initialInterval: '10s', maximumInterval: '1s' } },
      '"backoff" has a maximumInterval that is shorter than its initialInterval.',
    ],
    [
      'a queue',
      { taskQueue: ' ' },
      '"taskQueue" must be the name of a Temporal task queue, not the text " ".',
    ],
    [
      'a chunk of none',
      { tasksPerActivity: 0 },
      'must be a whole number from 1 to 100, or "auto", not the number 0.',
    ],
    [
      'a large chunk',
      { tasksPerActivity: 101 },
      'must be a whole number from 1 to 100, or "auto", not the number 101.',
    ],
    [
      'a wrong word',
      { tasksPerActivity: 'all' },
      'must be a whole number from 1 to 100, or "auto", not the text "all".',
    ],
    [
      'a reserved name',
      { dependencies: { task: title } },
      '"dependencies.task" is a reserved name of the task context',
    ],
    [
      'no dependency',
      { dependencies: { title: 'x' } },
      '"dependencies.title" must be a dependency made by dependency(), not the text "x".',
    ],
  ])('refuses %s', (_, options, message) => {
    expect(() => parse(options)).toThrow(DefinitionError);
    expect(() => parse(options)).toThrow(message);
    expect(() => parse(options)).toThrow('Stage "Agent 1"');
  });
});
