/**
 * The table of what can go wrong with a task, in one place (README "When something goes wrong"): its code, whether it is tried
 * again, and whether the try counts against the stage's `maxAttempts`.
 */
import { describeValue } from '../agents/describe-value.js';
import { InvalidOutcomeError, RejectTask } from '../agents/errors.js';
import { EncordError, type EncordErrorCode } from '../encord/errors.js';
import { shortText } from './short-text.js';

export type FailureCode =
  | 'AGENT_ERROR'
  | 'REJECTED'
  | 'INVALID_OUTCOME'
  | 'TIMEOUT'
  | 'WORKER_LOST'
  | 'SHUTDOWN'
  | 'CANCELLED'
  | 'RATE_LIMITED'
  | 'UNAVAILABLE'
  | 'UNAUTHORISED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'STALE'
  | 'CONFIG';

interface Rule {
  /** `back-off`: with the stage's back-off, or when the server says; `soon`: at once. */
  readonly retry: 'never' | 'back-off' | 'soon';
  /** Whether the attempt counts against `maxAttempts`. */
  readonly counts: boolean;
  /** The whole poll fails, since no other task could fare better. */
  readonly fatal: boolean;
}

const rule = (retry: Rule['retry'], counts = false, fatal = false): Rule => ({ retry, counts, fatal });

export const RULES: Readonly<Record<FailureCode, Rule>> = {
  AGENT_ERROR: rule('back-off', true),
  REJECTED: rule('never'),
  INVALID_OUTCOME: rule('never'),
  TIMEOUT: rule('back-off', true),
  // Found only after the last attempt: the server itself repeats an attempt whose worker is gone.
  WORKER_LOST: rule('never', true),
  SHUTDOWN: rule('soon'),
  CANCELLED: rule('never'),
  RATE_LIMITED: rule('back-off'),
  UNAVAILABLE: rule('back-off'),
  UNAUTHORISED: rule('never', false, true),
  FORBIDDEN: rule('never'),
  NOT_FOUND: rule('never'),
  STALE: rule('never'),
  CONFIG: rule('never', false, true),
};

/** One attempt that failed, classified. The message is short and free of URLs' queries. */
export class AttemptError extends Error {
  readonly code: FailureCode;
  readonly retryAfterMs: number | undefined;

  constructor(
    code: FailureCode,
    message: string,
    options: { readonly retryAfterMs?: number | undefined; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AttemptError';
    this.code = code;
    this.retryAfterMs = options.retryAfterMs;
  }

  get rule(): Rule {
    return RULES[this.code];
  }
}

/** Anything can be thrown, and not every error is an instance of this realm's `Error` with a text in it. */
const describeError = (error: unknown): string => {
  if (typeof error === 'string' && error !== '') return shortText(error);
  const message = textOf(error, 'message');
  if (message === undefined) return `${describeValue(error)} was thrown.`;
  const given = textOf(error, 'name');
  const name = given === 'Error' && error instanceof Error ? error.constructor.name : given;
  if (name === undefined || name === 'Error')
    return shortText(message === '' ? 'An Error without message.' : message);
  return shortText(`${name}: ${message}`);
};

const textOf = (error: unknown, member: 'name' | 'message'): string | undefined => {
  if (typeof error !== 'object' || error === null) return undefined;
  const value = (error as Partial<Record<typeof member, unknown>>)[member];
  return typeof value === 'string' ? value : undefined;
};

/** Classifies what a request of our own ended with: listing, resolving, updating. */
export const fromEncord = (error: unknown): AttemptError => {
  if (error instanceof AttemptError) return error;
  if (!EncordError.isInstance(error))
    return new AttemptError('UNAVAILABLE', describeError(error), { cause: error });
  return new AttemptError(CODE_OF_ENCORD_ERROR[error.code], shortText(error.message, 400), {
    retryAfterMs: error.retryAfterMs,
    cause: error,
  });
};

const CODE_OF_ENCORD_ERROR: Readonly<Record<EncordErrorCode, FailureCode>> = {
  CONFIG: 'CONFIG',
  UNAUTHORISED: 'UNAUTHORISED',
  FORBIDDEN: 'FORBIDDEN',
  NOT_FOUND: 'NOT_FOUND',
  INVALID_REQUEST: 'INVALID_OUTCOME',
  RATE_LIMITED: 'RATE_LIMITED',
  UNAVAILABLE: 'UNAVAILABLE',
  // A proxy's error page, say: the next answer may be whole.
  INVALID_RESPONSE: 'UNAVAILABLE',
  CANCELLED: 'CANCELLED',
};

/**
 * Classifies what an agent or a dependency threw. What it lets escape from `client` counts as its own error, except that an
 * unreachable or busy Encord is nobody's fault. `where` is the path to a dependency.
 */
export const fromAgent = (error: unknown, where?: string): AttemptError => {
  if (error instanceof AttemptError) return error;
  if (RejectTask.isInstance(error))
    return new AttemptError('REJECTED', shortText(error.message), { cause: error });
  if (InvalidOutcomeError.isInstance(error))
    return new AttemptError('INVALID_OUTCOME', shortText(error.message, 500), { cause: error });
  if (EncordError.isInstance(error) && error.retryable) return fromEncord(error);
  const text = describeError(error);
  return new AttemptError('AGENT_ERROR', where === undefined ? text : `${where}: ${text}`, { cause: error });
};

/** On the poll's own project and stage nothing is a single task's fault: 403 is as bad as an unknown key, 404 a wrong name. */
export const fromPoll = (error: unknown): AttemptError => {
  const attempt = fromEncord(error);
  const fatal = { FORBIDDEN: 'UNAUTHORISED', NOT_FOUND: 'CONFIG', INVALID_OUTCOME: 'CONFIG' } as const;
  if (!(attempt.code in fatal)) return attempt;
  return new AttemptError(fatal[attempt.code as keyof typeof fatal], attempt.message, { cause: attempt });
};
