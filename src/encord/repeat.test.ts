import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { encordErrorOf } from '../../test/support/encord-error-of.js';
import { type ManualClock, manualClock } from '../../test/support/manual-clock.js';
import {
  answerJson,
  type Handler,
  hasValidSignature,
  type RecordingServer,
  startRecordingServer,
} from '../../test/support/recording-server.js';
import vectors from '../../test/vectors/signatures.json' with { type: 'json' };
import { type Clock, systemClock } from './clock.js';
import { loadPrivateKey } from './private-key.js';
import type { EncordRequest } from './request.js';
import { createTransport, type Transport } from './transport.js';

const read: EncordRequest = { method: 'GET', path: '/v2/public/x', idempotent: true, answer: z.unknown() };
const act: EncordRequest = { ...read, method: 'POST', body: [], idempotent: false };

const privateKey = await loadPrivateKey(vectors.keys.A.openssh);

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

interface Setup {
  readonly server: RecordingServer;
  readonly transport: Transport;
  readonly clock: ManualClock;
}

const setUp = async (handler: Handler, { random = 0.5, repeatForMs = 120_000 } = {}): Promise<Setup> => {
  const clock = manualClock({ random });
  const server = await startRecordingServer(handler);
  return { server, clock, transport: connect(server, { clock, repeatForMs }) };
};

const connect = (server: RecordingServer, options: { clock: Clock; repeatForMs: number }): Transport => {
  const transport = createTransport({ domain: server.url, privateKey, requestTimeoutMs: 5000, ...options });
  closers.push(async () => {
    await transport.close();
    await server.close();
  });
  return transport;
};

/** `status` for the first `times` requests, then 200. */
const failing =
  (times: number, status: number, headers: Record<string, string> = {}): Handler =>
  (response, _request, count) => {
    if (count > times) answerJson(response, 200, 'done');
    else response.writeHead(status, headers).end();
  };

describe('repeating', () => {
  it.each([429, 500, 502, 503, 504])('sends a read again after %i, each time signed anew', async (status) => {
    const { server, transport, clock } = await setUp(failing(5, status), { random: 0.999 });
    expect(await transport.request(read)).toBe('done');
    expect(server.requests).toHaveLength(6);
    for (const request of server.requests)
      expect(hasValidSignature(request, privateKey.publicKeyHex)).toBe(true);
    const created = server.requests.map(({ headers }) =>
      Number(/created=(\d+)/.exec(String(headers['signature-input']))?.[1]),
    );
    // The clock stands still but for the waits: 0.25, 0.5, 1, 2 and 4 s, nearly.
    expect(created.map((second) => second - (created[0] ?? 0))).toEqual([0, 0, 0, 1, 3, 7]);
    expect(clock.sleeps.map(Math.round)).toEqual([250, 500, 999, 1998, 3996]);
  });

  it.each([400, 401, 403, 404, 405, 409, 413, 422, 201, 307])(
    'does not send again after %i',
    async (status) => {
      const { server, transport, clock } = await setUp(failing(1, status, { 'Retry-After': '1' }));
      await encordErrorOf(transport.request(read));
      expect(server.requests).toHaveLength(1);
      expect(clock.sleeps).toEqual([]);
    },
  );

  it('draws each wait from zero up, never above ten seconds', async () => {
    const least = await setUp(failing(4, 500), { random: 0 });
    await least.transport.request(read);
    expect(least.clock.sleeps).toEqual([0, 0, 0, 0]);
    const most = await setUp(failing(9, 500), { random: 0.999_999 });
    await most.transport.request(read);
    expect(most.clock.sleeps.slice(5).map(Math.round)).toEqual([8000, 10_000, 10_000, 10_000]);
  });

  it('waits as long as Encord asks, and a little longer so that not all come back at once', async () => {
    const date = new Date(1_760_000_000_000 + 20_000).toUTCString();
    for (const [header, asked] of [
      ['3', 3000],
      ['0', 0],
      [date, 20_000],
    ] as const) {
      const { transport, clock } = await setUp(failing(1, 429, { 'Retry-After': header }));
      await transport.request(read);
      expect(clock.sleeps).toEqual([asked + 125]);
    }
  });

  it('ends at once when Encord asks for more time than is left', async () => {
    const { server, transport, clock } = await setUp(failing(1, 429, { 'Retry-After': '120' }));
    expect(await encordErrorOf(transport.request(read))).toMatchObject({
      code: 'RATE_LIMITED',
      retryAfterMs: 120_000,
    });
    expect(server.requests).toHaveLength(1);
    expect(clock.sleeps).toEqual([]);
  });

  it('ends after repeatForMs with what came last', async () => {
    const { server, transport, clock } = await setUp(failing(1000, 502), { repeatForMs: 30_000 });
    expect(await encordErrorOf(transport.request(read))).toMatchObject({ code: 'UNAVAILABLE', status: 502 });
    const waited = clock.sleeps.reduce((sum, wait) => sum + wait, 0);
    expect(waited).toBeLessThan(30_000);
    expect(waited).toBeGreaterThan(20_000);
    expect(server.requests).toHaveLength(clock.sleeps.length + 1);
  });

  it('never happens with repeatForMs 0', async () => {
    const { server, transport } = await setUp(failing(1, 429, { 'Retry-After': '0' }), {
      repeatForMs: 0,
      random: 0,
    });
    await encordErrorOf(transport.request(read));
    expect(server.requests).toHaveLength(1);
  });

  it('sends a read again when its connection dropped, before or within the answer', async () => {
    const { server, transport } = await setUp((response, _request, count) => {
      if (count === 1) return void response.destroy();
      if (count > 2) return answerJson(response, 200, 'done');
      response.writeHead(200, { 'Content-Length': '100' }).write('"half');
      return void setImmediate(() => response.destroy());
    });
    expect(await transport.request(read)).toBe('done');
    expect(server.requests).toHaveLength(3);
  });

  it('can be cancelled while it waits', async () => {
    const controller = new AbortController();
    const server = await startRecordingServer((response) => {
      response.writeHead(429, { 'Retry-After': '60' }).end();
      setTimeout(() => controller.abort(new Error('enough')), 20);
    });
    const transport = connect(server, { clock: systemClock, repeatForMs: 120_000 });
    const error = await encordErrorOf(transport.request(act, { signal: controller.signal }));
    expect(error).toMatchObject({
      code: 'CANCELLED',
      mayHaveBeenApplied: false,
      cause: { message: 'enough' },
    });
    expect(server.requests).toHaveLength(1);
  });
});

describe('repeating what must not be carried out twice', () => {
  it.each([
    ['429', 429, {}],
    ['429 with Retry-After', 429, { 'Retry-After': '1' }],
    ['503 with Retry-After', 503, { 'Retry-After': '1' }],
  ])('sends it again after %s, which carries nothing out', async (_name, status, headers) => {
    const { server, transport } = await setUp(failing(2, status, headers));
    expect(await transport.request(act)).toBe('done');
    expect(server.requests).toHaveLength(3);
    for (const request of server.requests)
      expect(hasValidSignature(request, privateKey.publicKeyHex)).toBe(true);
  });

  it.each([408, 500, 502, 503, 504])(
    'does not send it again after %i: it may have been applied',
    async (status) => {
      const { server, transport } = await setUp(failing(1, status));
      const error = await encordErrorOf(transport.request(act));
      expect(error).toMatchObject({ code: 'UNAVAILABLE', status, mayHaveBeenApplied: true });
      expect(error.message).toContain('It may have been carried out all the same.');
      expect(server.requests).toHaveLength(1);
    },
  );

  it('does not send it again when the connection dropped', async () => {
    const { server, transport } = await setUp((response) => response.destroy());
    const error = await encordErrorOf(transport.request(act));
    expect(error).toMatchObject({ code: 'UNAVAILABLE', status: undefined, mayHaveBeenApplied: true });
    expect(error.message).toContain(`the connection to ${server.url} broke`);
    expect(server.requests).toHaveLength(1);
  });

  it('tries again while nobody listens, since nothing was sent', async () => {
    const server = await startRecordingServer(() => {});
    await server.close();
    const clock = manualClock();
    const transport = connect(server, { clock, repeatForMs: 5000 });
    const error = await encordErrorOf(transport.request(act));
    expect(error).toMatchObject({ code: 'UNAVAILABLE', mayHaveBeenApplied: false });
    expect(clock.sleeps.length).toBeGreaterThan(2);
  });
});
