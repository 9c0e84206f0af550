import type { z } from 'zod';
import { EncordError, type EncordErrorCode } from './errors.js';

/** One request of the v2 API. */
export interface EncordRequest<T = unknown> {
  readonly method: 'GET' | 'POST';
  /** Made by `apiPath`. */
  readonly path: string;
  readonly query?: URLSearchParams;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Whether it does no harm when it is carried out twice. */
  readonly idempotent: boolean;
  /** What the answer must be; 204 answers `undefined`. */
  readonly answer: z.ZodType<T>;
}

/** How a request is named in messages: without its query, which may hold names of files and people. */
export const operationOf = ({ method, path }: Pick<EncordRequest, 'method' | 'path'>): string =>
  `${method} ${path}`;

export interface RequestProblem {
  readonly code: EncordErrorCode;
  /** Goes on after "GET /v2/…: ". */
  readonly text: string;
  readonly status?: number;
  readonly retryAfterMs?: number | undefined;
  /** Encord may have carried the request out. */
  readonly ambiguous?: boolean;
  readonly cause?: unknown;
}

/** The error of a request that failed. */
export const requestError = (
  request: EncordRequest,
  { code, text, status, retryAfterMs, ambiguous = false, cause }: RequestProblem,
): EncordError => {
  const operation = operationOf(request);
  const mayHaveBeenApplied = ambiguous && !request.idempotent;
  const note = mayHaveBeenApplied ? ' It may have been carried out all the same.' : '';
  return new EncordError(code, `${operation}: ${text}${note}`, {
    operation,
    mayHaveBeenApplied,
    cause,
    ...(status === undefined ? {} : { status }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
};
