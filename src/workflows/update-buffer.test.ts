import { ActivityFailure, ApplicationFailure, RetryState } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { compactUpdates, fatalOf } from './update-buffer.js';

const task = (name: string) => [name, `d-${name}`, `${name}.jpg`, 0] as const;

describe('compactUpdates', () => {
  it('names each pathway once', () => {
    const batch = [
      { task: task('a'), update: { pathwayUuid: 'one' } },
      { task: task('b'), update: { pathwayUuid: 'two', priority: 0 } },
      { task: task('c'), update: { pathwayUuid: 'one', priority: 1 } },
      { task: task('d'), update: { priority: 0.5 } },
    ];
    expect(compactUpdates(batch)).toEqual({
      pathwayUuids: ['one', 'two'],
      updates: [
        ['a', 'd-a', 0],
        ['b', 'd-b', 1, 0],
        ['c', 'd-c', 0, 1],
        ['d', 'd-d', -1, 0.5],
      ],
    });
  });
});

describe('fatalOf', () => {
  const failed = (cause: Error) =>
    new ActivityFailure('x', 'encord.applyUpdates', '1', RetryState.NON_RETRYABLE_FAILURE, 'worker', cause);

  it.each<[string, unknown, object]>([
    [
      'our own failure',
      failed(ApplicationFailure.nonRetryable('no key', 'UNAUTHORISED')),
      { code: 'UNAUTHORISED', message: 'no key' },
    ],
    ['one without a type', failed(new ApplicationFailure('odd')), { code: 'CONFIG', message: 'odd' }],
    ['one that never came', failed(new Error('timed out')), { code: 'CONFIG', message: 'timed out' }],
    ['anything', 'text', { code: 'CONFIG', message: 'text' }],
  ])('of %s', (_, error, fatal) => {
    expect(fatalOf(error)).toEqual(fatal);
  });
});
