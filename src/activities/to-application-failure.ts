import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { AttemptError } from '../execution/failure.js';

export interface Retry {
  /** Attempts so far, this one included. */
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly backoff: { readonly initialMs: number; readonly coefficient: number; readonly maximumMs: number };
}

/** Attempts that do not count, since nothing of the user's went wrong: without limit. */
export const withoutLimit = (attempt: number): Retry => ({
  attempt,
  maxAttempts: Number.POSITIVE_INFINITY,
  backoff: { initialMs: 1000, coefficient: 2, maximumMs: 60_000 },
});

/**
 * The one place where our failures become Temporal's: the type is our code, `details[0]` the agent's attempts, and each failure
 * says itself whether and when to try again.
 */
export const toApplicationFailure = (error: AttemptError, retry: Retry): ApplicationFailure => {
  const last = error.rule.counts && retry.attempt >= retry.maxAttempts;
  const nonRetryable = error.rule.retry === 'never' || last;
  const failure = ApplicationFailure.create({
    type: error.code,
    message: error.message,
    nonRetryable,
    details: [{ attempts: retry.attempt }],
    ...(nonRetryable ? {} : { nextRetryDelay: delayMs(error, retry) }),
    // What passes by itself is no alarm: logged for debugging, left out of the failure metric.
    ...(error.rule.counts || nonRetryable ? {} : { category: ApplicationFailureCategory.BENIGN }),
  });
  failure.stack = `ApplicationFailure: ${error.message}\n${framesOf(error.cause ?? error)}`;
  return failure;
};

/** A failed task's stack is written into the history. */
const MOST_FRAMES = 5;

/** Where the agent threw, which is what its author wants to see; without the message, which may hold a signed URL. */
const framesOf = (error: unknown): string => {
  const lines = error instanceof Error ? (error.stack ?? '').split('\n') : [];
  return lines
    .filter((line) => /^ +at /.test(line))
    .slice(0, MOST_FRAMES)
    .join('\n');
};

const delayMs = (error: AttemptError, { attempt, backoff }: Retry): number => {
  if (error.retryAfterMs !== undefined) return Math.max(error.retryAfterMs, 1);
  if (error.rule.retry === 'soon') return 1;
  return Math.round(Math.min(backoff.initialMs * backoff.coefficient ** (attempt - 1), backoff.maximumMs));
};
