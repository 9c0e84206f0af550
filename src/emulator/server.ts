import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import type { EmulatorBindings } from './connection.js';

export interface RunningServer {
  readonly url: string;
  /** Closes the port and every open connection. */
  close(): Promise<void>;
}

/** Filters with hundreds of data hashes make long request lines; Node's own limit is 16 KiB. */
const MAX_HEADER_BYTES = 256 * 1024;
/** Longer than clients keep idle connections, so that none is closed just when it is used again. */
const KEEP_ALIVE_MS = 120_000;

/** Resolves when the app listens on 127.0.0.1. */
export const startServer = async (app: Hono<EmulatorBindings>, port: number): Promise<RunningServer> => {
  const listener = getRequestListener((request, env) => app.fetch(request, env), {
    overrideGlobalObjects: false,
  });
  const server = createServer(
    { maxHeaderSize: MAX_HEADER_BYTES, keepAliveTimeout: KEEP_ALIVE_MS },
    (incoming, outgoing) => void listener(incoming, outgoing),
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new Error(`Port ${port} is in use; choose another one`) : error);
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
