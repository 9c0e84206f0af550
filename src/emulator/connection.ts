import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context } from 'hono';

/** Behind a socket there is the raw request; when the app is called as a function, there is none. */
export interface EmulatorBindings {
  Bindings: Partial<HttpBindings>;
}

type EmulatorContext = Context<EmulatorBindings>;

/** Path and query exactly as they were sent: what the client has signed. */
export const rawTarget = (context: EmulatorContext): string => {
  const sent = context.env?.incoming?.url;
  if (sent !== undefined) return sent;
  const { pathname, search } = new URL(context.req.url);
  return `${pathname}${search}`;
};

export const isLoopback = (context: EmulatorContext): boolean => {
  const incoming = context.env?.incoming;
  if (incoming === undefined) return true;
  const address = incoming.socket.remoteAddress ?? '';
  return address === '::1' || /^(?:::ffff:)?127\./.test(address);
};

/** Cuts the connection without an answer. */
export const dropConnection = (context: EmulatorContext): Response => {
  const incoming = context.env?.incoming;
  if (incoming === undefined) throw new TypeError('A dropped connection needs a socket');
  incoming.socket.destroy();
  return RESPONSE_ALREADY_SENT;
};
