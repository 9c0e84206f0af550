import { randomBytes } from 'node:crypto';
import { type Dispatcher, request as sendRequest } from 'undici';
import { answerError } from './answer-error.js';
import type { Clock } from './clock.js';
import { cancelledError, connectionError } from './connection-error.js';
import type { EncordKey } from './private-key.js';
import { readBody } from './read-body.js';
import { type EncordRequest, requestError } from './request.js';
import { parseRetryAfter } from './retry-after.js';
import { signV2 } from './sign-v2.js';
import { USER_AGENT } from './user-agent.js';

/** What every request of a client is sent with. */
export interface Connection {
  readonly domain: string;
  readonly privateKey: EncordKey;
  readonly dispatcher: Dispatcher;
  readonly clock: Pick<Clock, 'now'>;
  /** Larger answers are refused. */
  readonly maxAnswerBytes: number;
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

/** Enough for any error message. */
const MAX_ERROR_BYTES = 64 * 1024;

/**
 * Sends a request once, signed now, and answers the JSON that came (`undefined` for 204), not yet checked. Nothing else touches the
 * network. Every failure is an EncordError.
 */
export const send = async (
  connection: Connection,
  request: EncordRequest,
  { signal }: CallOptions = {},
): Promise<unknown> => {
  if (signal?.aborted) throw cancelledError(request, { cause: signal.reason as unknown });
  const { domain } = connection;
  const answer = await exchange(connection, request, signal).catch((cause: unknown) => {
    throw connectionError(request, { domain, cause, signal });
  });
  if (answer.status === 204) return undefined;
  if (answer.status === 200) return parseAnswer(request, answer.body);
  throw answerError(request, { domain, ...answer });
};

interface Answer {
  readonly status: number;
  readonly retryAfterMs: number | undefined;
  readonly body: string;
}

const exchange = async (
  connection: Connection,
  request: EncordRequest,
  signal: AbortSignal | undefined,
): Promise<Answer> => {
  const { domain, dispatcher, clock, maxAnswerBytes } = connection;
  const url = new URL(request.path, domain);
  url.search = request.query?.toString() ?? '';
  const body = request.body === undefined ? undefined : Buffer.from(JSON.stringify(request.body), 'utf8');
  const response = await sendRequest(url, {
    method: request.method,
    headers: headersOf(connection, { request, url, body }),
    body: body ?? null,
    dispatcher,
    ...(signal === undefined ? {} : { signal }),
  });
  const { statusCode: status, headers } = response;
  const encoding = headerText(headers['content-encoding']);
  const retryAfterMs = parseRetryAfter(headerText(headers['retry-after']), clock.now());
  if (status === 200)
    return {
      status,
      retryAfterMs,
      body: await readBody(response.body, { encoding, maxBytes: maxAnswerBytes }),
    };
  const text = readBody(response.body, { encoding, maxBytes: MAX_ERROR_BYTES });
  // The status says what happened, also where the text that came with it cannot be read.
  return { status, retryAfterMs, body: await text.catch(() => '') };
};

interface Outgoing {
  readonly request: EncordRequest;
  readonly url: URL;
  readonly body: Buffer | undefined;
}

const headersOf = ({ privateKey, clock }: Connection, { request, url, body }: Outgoing) => ({
  Accept: 'application/json',
  'Accept-Encoding': 'gzip',
  ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
  'User-Agent': USER_AGENT,
  'X-Cloud-Trace-Context': `${randomBytes(16).toString('hex')}/1;o=1`,
  ...signV2({
    method: request.method,
    // Of the URL really sent: making it may have changed the text.
    target: url.pathname + url.search,
    body: body ?? Buffer.alloc(0),
    privateKey,
    created: Math.floor(clock.now() / 1000),
  }),
});

const headerText = (value: string | string[] | undefined): string =>
  (Array.isArray(value) ? value[0] : value) ?? '';

const parseAnswer = (request: EncordRequest, body: string): unknown => {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    // The cause would quote the body.
    throw requestError(request, {
      code: 'INVALID_RESPONSE',
      text: 'Encord answered 200, but not with JSON.',
      status: 200,
      ambiguous: true,
    });
  }
};
