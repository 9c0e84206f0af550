import { Agent } from 'undici';
import type { z } from 'zod';
import { type Clock, systemClock } from './clock.js';
import { cancelledError } from './connection-error.js';
import { parseDomain } from './domain.js';
import { EncordError } from './errors.js';
import type { EncordKey } from './private-key.js';
import { repeat } from './repeat.js';
import { type EncordRequest, requestError } from './request.js';
import { type CallOptions, type Connection, send } from './send.js';

/** What operations talk to Encord through. */
export interface Transport {
  readonly domain: string;
  /** Sends the request, again where that helps, and answers what its `answer` schema makes of the JSON. */
  request<T>(request: EncordRequest<T>, options?: CallOptions): Promise<T>;
  /** Waits for what is in flight. */
  close(): Promise<void>;
}

export interface TransportOptions {
  readonly domain: string;
  readonly privateKey: EncordKey;
  readonly repeatForMs: number;
  readonly requestTimeoutMs: number;
  readonly clock?: Clock;
  readonly maxAnswerBytes?: number;
}

const CONNECT_TIMEOUT_MS = 10_000;

export const createTransport = (options: TransportOptions): Transport => {
  const { domain, privateKey, repeatForMs, requestTimeoutMs, clock = systemClock } = options;
  checkDuration('repeatForMs', repeatForMs, 0);
  checkDuration('requestTimeoutMs', requestTimeoutMs, 1);
  const dispatcher = new Agent({
    connections: 16,
    pipelining: 1,
    connect: { timeout: Math.min(CONNECT_TIMEOUT_MS, requestTimeoutMs) },
    headersTimeout: requestTimeoutMs,
    bodyTimeout: requestTimeoutMs,
    // Below what servers use, so that they do not close a connection that we are about to use.
    keepAliveTimeout: 4000,
  });
  const connection: Connection = {
    domain: parseDomain(domain),
    privateKey,
    dispatcher,
    clock,
    maxAnswerBytes: options.maxAnswerBytes ?? 256 * 1024 * 1024,
  };
  return {
    domain: connection.domain,
    request: async (request, { signal } = {}) => {
      const json = await repeat(() => send(connection, request, { signal }), {
        repeatForMs,
        clock,
        signal,
        cancelled: (cause) => cancelledError(request, { cause }),
      });
      return checkAnswer(request, json);
    },
    close: () => dispatcher.close(),
  };
};

const checkAnswer = <T>(request: EncordRequest<T>, json: unknown): T => {
  const parsed = request.answer.safeParse(json);
  if (parsed.success) return parsed.data;
  throw requestError(request, {
    code: 'INVALID_RESPONSE',
    text: `the answer is not what was expected: ${describeIssue(parsed.error.issues[0])}.`,
    ambiguous: true,
  });
};

const describeIssue = (issue: z.core.$ZodIssue | undefined): string => {
  const place = issue?.path.join('.') ?? '';
  return `${place === '' ? 'the whole' : `"${place}"`}: ${issue?.message ?? 'unknown problem'}`;
};

const checkDuration = (name: string, value: number, least: number): void => {
  // Timers of Node fire at once beyond 2^31 ms.
  if (value >= least && value < 2 ** 31) return;
  throw new EncordError(
    'CONFIG',
    `${name} must be ${least} or more milliseconds and less than 2^31, but is ${value}.`,
  );
};
