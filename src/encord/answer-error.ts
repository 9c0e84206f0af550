import { z } from 'zod';
import { DEFAULT_DOMAIN, US_DOMAIN } from './domain.js';
import type { EncordError, EncordErrorCode } from './errors.js';
import { type EncordRequest, requestError } from './request.js';

export interface FailedAnswer {
  readonly domain: string;
  readonly status: number;
  readonly retryAfterMs: number | undefined;
  readonly body: string;
}

/** The error for an answer that is neither 200 nor 204. */
export const answerError = (request: EncordRequest, answer: FailedAnswer): EncordError => {
  const { status, retryAfterMs } = answer;
  const code = codeOf(status, retryAfterMs);
  const server = serverText(answer.body);
  const said = `Encord answered ${status}${server === '' ? '.' : `: ${server}`}`;
  const hint = hintOf(status, answer.domain);
  return requestError(request, {
    code,
    text: hint === '' ? said : `${said} ${hint}`,
    status,
    // Other answers are final, whatever they say about waiting.
    retryAfterMs: code === 'RATE_LIMITED' || code === 'UNAVAILABLE' ? retryAfterMs : undefined,
    // Refusals carry nothing out; 2xx other than 200 and 204, and failures midway, may have.
    ambiguous: status < 300 || code === 'UNAVAILABLE',
  });
};

const codeOf = (status: number, retryAfterMs: number | undefined): EncordErrorCode => {
  if (status < 400) return 'INVALID_RESPONSE';
  if (status === 401) return 'UNAUTHORISED';
  if (status === 403) return 'FORBIDDEN';
  if (status === 404) return 'NOT_FOUND';
  if (status === 429 || (status === 503 && retryAfterMs !== undefined)) return 'RATE_LIMITED';
  return status >= 500 || status === 408 ? 'UNAVAILABLE' : 'INVALID_REQUEST';
};

const hintOf = (status: number, domain: string): string => {
  if (status === 401)
    return (
      `Connected to ${domain}: is the key registered there, and is that the region of your account? ` +
      `(${DEFAULT_DOMAIN}, or ${US_DOMAIN} in the US; environment variable ENCORD_DOMAIN)`
    );
  if (status >= 300 && status < 400)
    return `Redirects are not followed: is ${domain} the address of Encord's API? (environment variable ENCORD_DOMAIN)`;
  return '';
};

const MAX_SERVER_TEXT = 200;

const errorBody = z.object({ message: z.unknown(), detail: z.unknown() }).partial();
const detailItem = z.object({ loc: z.array(z.union([z.string(), z.number()])).optional(), msg: z.string() });

/** What the server says went wrong, in one line. Addresses lose their query, since signed ones carry secrets there. */
const serverText = (body: string): string => {
  const text = messageOf(body)
    .replace(/(https?:\/\/[^\s?"']+)\?[^\s"']*/g, '$1?…')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return text.length > MAX_SERVER_TEXT ? `${text.slice(0, MAX_SERVER_TEXT - 1)}…` : text;
};

const messageOf = (body: string): string => {
  const parsed = errorBody.safeParse(parseJson(body));
  if (!parsed.success) return '';
  const { message, detail } = parsed.data;
  if (typeof message === 'string' && message !== '') return message;
  if (typeof detail === 'string') return detail;
  const items = z.array(detailItem).safeParse(detail);
  if (!items.success) return '';
  return items.data.map(({ loc, msg }) => (loc === undefined ? msg : `${loc.join('.')}: ${msg}`)).join('; ');
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};
