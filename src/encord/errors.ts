/** What went wrong between us and Encord; closed, so that a `switch` over it can be checked for completeness. */
export type EncordErrorCode =
  /** A key, passphrase or domain that cannot be used. Nothing was sent. */
  | 'CONFIG'
  /** 401: Encord does not know this key. */
  | 'UNAUTHORISED'
  /** 403: the key may not see this, or there is no such project. */
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  /** 400, 405, 409, 413, 422: Encord refused what was sent; or, without `status`, this client refused to send it. */
  | 'INVALID_REQUEST'
  /** 429, 503 with Retry-After: nothing was carried out. */
  | 'RATE_LIMITED'
  /** 5xx, 408, no connection, no answer in time. */
  | 'UNAVAILABLE'
  /** An answer that is a redirect, no JSON or misses what we need. */
  | 'INVALID_RESPONSE'
  /** The caller's signal was aborted. */
  | 'CANCELLED';

export interface EncordErrorOptions {
  readonly operation?: string;
  readonly status?: number;
  readonly retryAfterMs?: number;
  readonly mayHaveBeenApplied?: boolean;
  readonly cause?: unknown;
}

const BRAND = Symbol.for('encord-temporal.EncordError');

/**
 * An error of the Encord client. Its message names the operation (method and path, without query), what came and what to do;
 * never a key, a signature, a signed URL or a body.
 */
export class EncordError extends Error {
  readonly code: EncordErrorCode;
  /** Method and path, as in `GET /v2/public/projects/…`. */
  readonly operation: string | undefined;
  /** HTTP status, where there was an answer. */
  readonly status: number | undefined;
  /** What the server asked us to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** The request may have been carried out although no good answer came: look before sending it again. */
  readonly mayHaveBeenApplied: boolean;
  readonly [BRAND] = true;

  constructor(code: EncordErrorCode, message: string, options: EncordErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'EncordError';
    this.code = code;
    this.operation = options.operation;
    this.status = options.status;
    this.retryAfterMs = options.retryAfterMs;
    this.mayHaveBeenApplied = options.mayHaveBeenApplied ?? false;
  }

  /** Whether the same request can succeed later. */
  get retryable(): boolean {
    return this.code === 'UNAVAILABLE' || this.code === 'RATE_LIMITED';
  }

  /** True for errors of any loaded copy of this package. */
  static isInstance(error: unknown): error is EncordError {
    return error instanceof Error && BRAND in error;
  }
}
