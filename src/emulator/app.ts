import type { KeyObject } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Context, Hono } from 'hono';
import { createAdminRoutes } from './admin-routes.js';
import { dropConnection, type EmulatorBindings, rawTarget } from './connection.js';
import { type Endpoint, endpoints } from './endpoints.js';
import { Refusal } from './refusal.js';
import type { EmulatorState } from './state.js';
import { verifySignature } from './verify-signature.js';

export interface AppOptions {
  readonly state: EmulatorState;
  /** Registered public keys by their id (hex of the raw key). */
  readonly keys: ReadonlyMap<string, KeyObject>;
  /** Tasks per page. */
  readonly pageSize?: number;
  /** Delay of each API answer. */
  readonly latencyMs?: number;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Called after each request that may have changed the state. */
  readonly onChange?: () => void;
}

const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** The emulator as a function from request to response: `app.request(…)` needs no socket, except for faults that drop one. */
export const createApp = (options: AppOptions): Hono<EmulatorBindings> => {
  const app = new Hono<EmulatorBindings>({ getPath });
  app.use(async (context, next) => {
    await next();
    if (context.req.method === 'POST') options.onChange?.();
  });
  for (const endpoint of endpoints) {
    app.on(endpoint.method, endpoint.path, (context) => answer(context, { endpoint, ...options }));
  }
  app.route('/__emulator', createAdminRoutes(options.state));
  app.notFound((context) => {
    const isApi = /^\/(?:v2\/)?public(?:\/|$)/.test(context.req.path);
    if (isApi) options.state.requests.count('unknown');
    const asked = `${context.req.method} ${context.req.path}`;
    const message = isApi
      ? `The emulator does not have the operation ${asked}.`
      : `There is nothing at ${asked}.`;
    return context.json({ message }, isApi ? 501 : 404);
  });
  app.onError((error) => {
    if (error instanceof Refusal) return refuse(error.status, error.message);
    console.error(error);
    return refuse(500, `The emulator itself failed: ${error.message}`);
  });
  return app;
};

/** Clients older than 0.1.211 write `//` when their domain ends in a slash. */
const getPath = (request: Request): string => new URL(request.url).pathname.replace(/\/{2,}/g, '/');

const answer = async (
  context: Context<EmulatorBindings>,
  {
    endpoint,
    state,
    keys,
    pageSize = 100,
    latencyMs = 0,
    now = Date.now,
  }: AppOptions & { endpoint: Endpoint },
): Promise<Response> => {
  state.requests.count(endpoint.operation);
  const strike = state.faults.next(endpoint.operation);
  const delay = latencyMs + strike.delayMs;
  // Not referenced: a request that sleeps must not keep the process of a closed emulator alive.
  if (delay > 0) await sleep(delay, undefined, { ref: false });
  if (strike.drop === 'before') return dropConnection(context);
  if (strike.status !== undefined) {
    return refuse(strike.status, `A fault of the emulator struck ${endpoint.operation}.`, strike.retryAfter);
  }
  const body = await readBytes(context);
  const { method, raw, url } = context.req;
  const signed = { method, target: rawTarget(context), headers: raw.headers, body: new Uint8Array(body) };
  verifySignature(signed, { keys, now });
  checkContentType(context, body);
  const result = endpoint.carryOut({ state, pageSize, url, body, parameters: context.req.param() });
  if (strike.drop === 'after') return dropConnection(context);
  return result === undefined ? new Response(null, { status: 204 }) : Response.json(result);
};

const refuse = (status: number, message: string, retryAfter?: number): Response =>
  Response.json(
    { message },
    { status, headers: retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) } },
  );

const readBytes = async (context: Context<EmulatorBindings>): Promise<ArrayBuffer> => {
  const length = Number(context.req.header('Content-Length') ?? 0);
  if (length > MAX_BODY_BYTES) {
    throw new Refusal(413, `Body: ${length} bytes are more than ${MAX_BODY_BYTES}`);
  }
  return context.req.arrayBuffer();
};

const checkContentType = (context: Context<EmulatorBindings>, body: ArrayBuffer): void => {
  if (context.req.method === 'GET') {
    if (body.byteLength > 0) throw new Refusal(400, 'Body: a GET request has none');
    return;
  }
  const type = context.req.header('Content-Type') ?? 'none';
  if (!/^application\/json\s*(?:;|$)/i.test(type)) {
    throw new Refusal(400, `Content-Type: must be application/json, not ${type}`);
  }
};
