import { ActivityFailure, ApplicationFailure, RetryState } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { failureOf, fatalOf } from './activity-failure.js';

const failed = (cause: Error) =>
  new ActivityFailure('x', 'encord.applyUpdates', '1', RetryState.NON_RETRYABLE_FAILURE, 'worker', cause);

describe('fatalOf', () => {
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

describe('failureOf', () => {
  it('reads the attempts that the activity told', () => {
    const cause = ApplicationFailure.nonRetryable('went wrong', 'AGENT_ERROR', { attempts: 3 });
    expect(failureOf(failed(cause))).toEqual({ code: 'AGENT_ERROR', message: 'went wrong', attempts: 3 });
  });
});
