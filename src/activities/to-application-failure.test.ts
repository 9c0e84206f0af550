import { ApplicationFailureCategory } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { AttemptError, type FailureCode, RULES } from '../execution/failure.js';
import { toApplicationFailure, withoutLimit } from './to-application-failure.js';

const backoff = { initialMs: 1000, coefficient: 2, maximumMs: 5000 };
const failureOf = (code: FailureCode, attempt: number, retryAfterMs?: number) => {
  const { type, message, nonRetryable, nextRetryDelay, category, details } = toApplicationFailure(
    new AttemptError(code, 'It went wrong.', { retryAfterMs, cause: new Error('SECRET') }),
    { attempt, maxAttempts: 4, backoff },
  );
  const quiet = category === ApplicationFailureCategory.BENIGN;
  return { type, message, details, again: nonRetryable ? 'never' : nextRetryDelay, quiet };
};

describe('toApplicationFailure', () => {
  it.each<[FailureCode, number, number | undefined, number | 'never', boolean]>([
    ['AGENT_ERROR', 1, undefined, 1000, false],
    ['AGENT_ERROR', 2, undefined, 2000, false],
    ['AGENT_ERROR', 3, undefined, 4000, false],
    ['AGENT_ERROR', 4, undefined, 'never', false],
    ['AGENT_ERROR', 9, undefined, 'never', false],
    ['TIMEOUT', 3, undefined, 4000, false],
    ['TIMEOUT', 4, undefined, 'never', false],
    ['WORKER_LOST', 4, undefined, 'never', false],
    ['REJECTED', 1, undefined, 'never', false],
    ['INVALID_OUTCOME', 1, undefined, 'never', false],
    ['UNAUTHORISED', 1, undefined, 'never', false],
    ['CONFIG', 1, undefined, 'never', false],
    ['CANCELLED', 1, undefined, 'never', false],
    ['SHUTDOWN', 9, undefined, 1, true],
    ['UNAVAILABLE', 1, undefined, 1000, true],
    ['UNAVAILABLE', 9, undefined, 5000, true],
    ['UNAVAILABLE', 5000, undefined, 5000, true],
    ['UNAVAILABLE', 9, 7000, 7000, true],
    ['RATE_LIMITED', 9, 90_000, 90_000, true],
    ['RATE_LIMITED', 9, 0, 1, true],
    ['RATE_LIMITED', 9, undefined, 5000, true],
  ])(
    '%s in attempt %i of 4, told to wait %s, is tried again after %s ms',
    (code, attempt, told, again, quiet) => {
      expect(failureOf(code, attempt, told)).toEqual({
        type: code,
        message: 'It went wrong.',
        details: [{ attempts: attempt }],
        again,
        quiet,
      });
    },
  );

  it('says of every code what the table of rules says', () => {
    for (const [code, { retry }] of Object.entries(RULES))
      expect(failureOf(code as FailureCode, 1).again === 'never').toBe(retry === 'never');
  });

  it('waits whole milliseconds', () => {
    const uneven = { initialMs: 1, coefficient: 1.1, maximumMs: 60_000 };
    const error = new AttemptError('AGENT_ERROR', 'x');
    expect(
      toApplicationFailure(error, { attempt: 30, maxAttempts: 99, backoff: uneven }).nextRetryDelay,
    ).toBe(16);
  });

  it("shows where the agent threw, but neither its error's own text nor its causes", () => {
    const thrown = new Error('https://store.example/x?sig=SECRET');
    const failure = toApplicationFailure(
      new AttemptError('AGENT_ERROR', 'It went wrong.', { cause: thrown }),
      withoutLimit(1),
    );
    const [first, ...frames] = failure.stack?.split('\n') ?? [];
    expect(first).toBe('ApplicationFailure: It went wrong.');
    expect(frames[0]).toContain('to-application-failure.test.ts');
    expect(frames.length).toBeLessThanOrEqual(5);
    expect(failure.stack).not.toContain('SECRET');
    expect(failure.cause).toBeUndefined();
  });
});

describe('withoutLimit', () => {
  it.each([
    [1, 1000],
    [2, 2000],
    [6, 32_000],
    [7, 60_000],
    [100_000, 60_000],
  ])('goes on after attempt %i, in %i ms', (attempt, nextRetryDelay) => {
    const failure = toApplicationFailure(new AttemptError('UNAVAILABLE', 'x'), withoutLimit(attempt));
    expect(failure).toMatchObject({ nonRetryable: false, nextRetryDelay });
  });
});
