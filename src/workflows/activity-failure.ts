import { ActivityFailure, ApplicationFailure, isCancellation } from '@temporalio/workflow';
import type { Fatal } from './slice-contract.js';

export interface FailedAttempts extends Fatal {
  /** Of the agent. */
  readonly attempts: number;
}

/** Why an activity failed for good: our code, the message and the agent's attempts, from what the activity said. */
export const failureOf = (error: unknown): FailedAttempts => {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  const message = cause instanceof Error ? cause.message : String(cause);
  if (!(cause instanceof ApplicationFailure)) return { code: 'AGENT_ERROR', message, attempts: 1 };
  const [details] = cause.details ?? [];
  return {
    code: cause.type ?? 'AGENT_ERROR',
    message,
    attempts: hasAttempts(details) ? details.attempts : 1,
  };
};

/** The same for the poll's own requests, which fail only for a reason that no retry can mend. */
export const fatalOf = (error: unknown): Fatal => {
  const { code, message } = failureOf(error);
  return { code: code === 'AGENT_ERROR' ? 'CONFIG' : code, message };
};

/** The answer to a request without which a workflow cannot begin; the workflow fails as the request did. */
export const orFail = async <T>(answer: Promise<T>): Promise<T> => {
  try {
    return await answer;
  } catch (error) {
    if (isCancellation(error)) throw error;
    const { code, message } = fatalOf(error);
    throw ApplicationFailure.nonRetryable(message, code);
  }
};

const hasAttempts = (value: unknown): value is { attempts: number } =>
  typeof value === 'object' && value !== null && 'attempts' in value && typeof value.attempts === 'number';
