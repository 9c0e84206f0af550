import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { AttemptError } from '../execution/failure.js';

export interface Retry {
  /** Agent attempts so far, this one included. */
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly backoff: { readonly initialMs: number; readonly coefficient: number; readonly maximumMs: number };
}

/** Requests of our own: no attempt of theirs counts, since nothing of the user's ran. */
const OWN_REQUESTS: Retry = {
  attempt: 1,
  maxAttempts: Number.POSITIVE_INFINITY,
  backoff: { initialMs: 1000, coefficient: 2, maximumMs: 60_000 },
};

/**
 * The one place where our failures become Temporal's: the type is our code, `details[0]` the agent's attempts, and each failure
 * says itself whether and when to try again.
 */
export const toApplicationFailure = (
  error: AttemptError,
  retry: Retry = OWN_REQUESTS,
): ApplicationFailure => {
  const last = error.rule.counts && retry.attempt >= retry.maxAttempts;
  const nonRetryable = error.rule.retry === 'never' || last;
  return ApplicationFailure.create({
    type: error.code,
    message: error.message,
    nonRetryable,
    details: [{ attempts: retry.attempt }],
    ...(nonRetryable ? {} : { nextRetryDelay: delayMs(error, retry) }),
    // What passes by itself is no alarm: logged for debugging, left out of the failure metric.
    ...(error.rule.counts || nonRetryable ? {} : { category: ApplicationFailureCategory.BENIGN }),
  });
};

const delayMs = (error: AttemptError, { attempt, backoff }: Retry): number => {
  if (error.retryAfterMs !== undefined) return Math.max(error.retryAfterMs, 1);
  if (error.rule.retry === 'soon') return 1;
  return Math.min(backoff.initialMs * backoff.coefficient ** (attempt - 1), backoff.maximumMs);
};
