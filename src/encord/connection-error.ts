import type { EncordError } from './errors.js';
import { UnreadableBodyError } from './read-body.js';
import { type EncordRequest, requestError } from './request.js';

export interface ConnectionFailure {
  readonly domain: string;
  readonly cause: unknown;
  readonly signal: AbortSignal | undefined;
}

/** The error for a request that got no whole answer. */
export const connectionError = (
  request: EncordRequest,
  { domain, cause, signal }: ConnectionFailure,
): EncordError => {
  const code = causeCode(cause);
  if (signal?.aborted) return cancelledError(request, { cause: signal.reason as unknown, ambiguous: true });
  if (cause instanceof UnreadableBodyError)
    return requestError(request, {
      code: 'INVALID_RESPONSE',
      text: `the answer of ${domain} cannot be used: ${cause.message}.`,
      ambiguous: true,
      cause,
    });
  if (code === 'UND_ERR_CLOSED' || code === 'UND_ERR_DESTROYED')
    return requestError(request, { code: 'CANCELLED', text: 'the client has been closed.', cause });
  if (neverConnected(cause))
    return requestError(request, {
      code: 'UNAVAILABLE',
      text: `cannot reach ${domain} (${code}). Check the network and the domain (environment variable ENCORD_DOMAIN).`,
      cause,
    });
  const what = /TIMEOUT|TIMEDOUT/.test(code)
    ? `no answer from ${domain} in time (${code}).`
    : `the connection to ${domain} broke before the answer was complete (${code}).`;
  return requestError(request, { code: 'UNAVAILABLE', text: what, ambiguous: true, cause });
};

/** The error for a request whose caller gave up. */
export const cancelledError = (
  request: EncordRequest,
  { cause, ambiguous = false }: { cause: unknown; ambiguous?: boolean },
): EncordError => requestError(request, { code: 'CANCELLED', text: 'it was cancelled.', ambiguous, cause });

/** True when nothing of the request can have left this machine. */
const neverConnected = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  // One per address of the domain.
  if (error instanceof AggregateError) return error.errors.length > 0 && error.errors.every(neverConnected);
  if (causeCode(error) === 'UND_ERR_CONNECT_TIMEOUT') return true;
  return 'syscall' in error && (error.syscall === 'connect' || error.syscall === 'getaddrinfo');
};

const causeCode = (error: unknown): string => {
  if (!(error instanceof Error)) return 'unknown cause';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
};
