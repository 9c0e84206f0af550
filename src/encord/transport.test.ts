import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { encordErrorOf } from '../../test/support/encord-error-of.js';
import { manualClock } from '../../test/support/manual-clock.js';
import {
  answerJson,
  type Handler,
  hasValidSignature,
  type RecordingServer,
  startRecordingServer,
} from '../../test/support/recording-server.js';
import vectors from '../../test/vectors/signatures.json' with { type: 'json' };
import { EncordError } from './errors.js';
import { loadPrivateKey } from './private-key.js';
import type { EncordRequest } from './request.js';
import { createTransport, type Transport, type TransportOptions } from './transport.js';

const read: EncordRequest = {
  method: 'GET',
  path: '/v2/public/things',
  query: new URLSearchParams({ title: "secret cat's *~ü.png" }),
  idempotent: true,
  answer: z.unknown(),
};
const act: EncordRequest = {
  method: 'POST',
  path: '/v2/public/actions',
  body: [{ title: 'secret body ü' }],
  idempotent: false,
  answer: z.unknown(),
};

const privateKey = await loadPrivateKey(vectors.keys.A.openssh);

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

const serve = async (handler: Handler): Promise<RecordingServer> => {
  const server = await startRecordingServer(handler);
  closers.push(() => server.close());
  return server;
};

const connect = (domain: string, options: Partial<TransportOptions> = {}): Transport => {
  const transport = createTransport({
    domain,
    privateKey,
    repeatForMs: 0,
    requestTimeoutMs: 5000,
    clock: manualClock(),
    ...options,
  });
  closers.unshift(() => transport.close());
  return transport;
};

describe('a request', () => {
  it('is signed over what is really sent, also without a body, and answers the JSON', async () => {
    const server = await serve((response) => answerJson(response, 200, { fine: true }));
    const transport = connect(server.url);
    expect(await transport.request(read)).toEqual({ fine: true });
    await transport.request(act);
    for (const request of server.requests)
      expect(hasValidSignature(request, privateKey.publicKeyHex)).toBe(true);
    const [first, second] = server.requests;
    expect(new URL(first?.target ?? '', server.url).searchParams.get('title')).toBe("secret cat's *~ü.png");
    expect(first?.headers['content-digest']).toBe('sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:');
    expect(first?.headers['content-type']).toBeUndefined();
    expect(second?.body).toBe('[{"title":"secret body ü"}]');
    expect(second?.headers['content-type']).toBe('application/json');
  });

  it('says who sends it and has a trace id of its own', async () => {
    const server = await serve((response) => answerJson(response, 200, null));
    const transport = connect(server.url);
    await transport.request(read);
    await transport.request(read);
    const traces = server.requests.map(({ headers }) => headers['x-cloud-trace-context']);
    for (const trace of traces) expect(trace).toMatch(/^[0-9a-f]{32}\/1;o=1$/);
    expect(new Set(traces).size).toBe(2);
    expect(server.requests[0]?.headers['user-agent']).toMatch(
      /^encord-temporal\/\d+\.\d+\.\d+\S* node\/\d+\./,
    );
  });

  it('answers undefined for 204 and reads gzip', async () => {
    const server = await serve((response, _request, count) => {
      if (count === 1) return response.writeHead(204).end();
      return response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync('{"zipped":true}'));
    });
    const transport = connect(server.url);
    expect(await transport.request(read)).toBeUndefined();
    expect(await transport.request(read)).toEqual({ zipped: true });
  });

  it('refuses answers that are too large once decoded', async () => {
    const large = `"${'0'.repeat(100_000)}"`;
    const server = await serve((response, _request, count) => {
      if (count === 1) return response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync(large));
      return response.end(large);
    });
    const transport = connect(server.url, { maxAnswerBytes: 50_000 });
    for (const form of ['gzip', 'plain']) {
      const error = await encordErrorOf(transport.request(read));
      expect(error, form).toMatchObject({ code: 'INVALID_RESPONSE', status: undefined });
      expect(error.message).toContain('larger than 50000 bytes');
    }
  });
});

describe('answers', () => {
  it.each([
    [400, 'INVALID_REQUEST'],
    [401, 'UNAUTHORISED'],
    [403, 'FORBIDDEN'],
    [404, 'NOT_FOUND'],
    [405, 'INVALID_REQUEST'],
    [408, 'UNAVAILABLE'],
    [409, 'INVALID_REQUEST'],
    [413, 'INVALID_REQUEST'],
    [422, 'INVALID_REQUEST'],
    [429, 'RATE_LIMITED'],
    [500, 'UNAVAILABLE'],
    [502, 'UNAVAILABLE'],
    [503, 'UNAVAILABLE'],
    [504, 'UNAVAILABLE'],
    [201, 'INVALID_RESPONSE'],
    [202, 'INVALID_RESPONSE'],
    [304, 'INVALID_RESPONSE'],
  ])('%i is %s', async (status, code) => {
    const server = await serve((response) => answerJson(response, status, { message: 'Says why' }));
    const error = await encordErrorOf(connect(server.url).request(read));
    expect(error).toMatchObject({
      code,
      status,
      operation: 'GET /v2/public/things',
      mayHaveBeenApplied: false,
    });
    expect(error.message).toContain(`GET /v2/public/things: Encord answered ${status}`);
    if (status !== 304) expect(error.message).toContain(': Says why');
  });

  it.each([429, 503])('%i with Retry-After is RATE_LIMITED and says how long', async (status) => {
    const server = await serve((response) => response.writeHead(status, { 'Retry-After': '7' }).end());
    const error = await encordErrorOf(connect(server.url).request(act));
    expect(error).toMatchObject({
      code: 'RATE_LIMITED',
      status,
      retryAfterMs: 7000,
      mayHaveBeenApplied: false,
    });
  });

  it('401 names the domain and hints at the region', async () => {
    const server = await serve((response) => answerJson(response, 401, {}));
    const error = await encordErrorOf(connect(server.url).request(read));
    expect(error.message).toContain(`Connected to ${server.url}`);
    expect(error.message).toContain('https://api.us.encord.com');
  });

  it.each([
    ['message', { message: 'one\n  two', detail: 'three' }, 'answered 400: one two'],
    ['detail', { detail: 'three' }, 'answered 400: three'],
    [
      'list of details',
      { detail: [{ loc: ['query', 'statuses', 0], msg: 'bad', type: 'enum' }, { msg: 'worse' }] },
      'answered 400: query.statuses.0: bad; worse',
    ],
    ['long text', { message: 'x'.repeat(500) }, `answered 400: ${'x'.repeat(199)}…`],
    ['signed address', { message: 'See https://x.test/a?Signature=abc now' }, 'See https://x.test/a?… now'],
    ['other JSON', ['message'], 'answered 400.'],
  ])('show the %s of the server', async (_name, body, text) => {
    const server = await serve((response) => answerJson(response, 400, body));
    const { message } = await encordErrorOf(connect(server.url).request(read));
    expect(message).toBe(
      `GET /v2/public/things: Encord ${text.startsWith('See') ? `answered 400: ${text}` : text}`,
    );
  });

  it('keep their status when the text is huge, cut off or no JSON', async () => {
    const server = await serve((response, _request, count) => {
      if (count === 1) return response.writeHead(400).end('x'.repeat(200_000));
      if (count === 2) return response.writeHead(400, { 'Content-Encoding': 'gzip' }).end('no gzip');
      response.writeHead(400, { 'Content-Length': '100' }).write('{');
      return setImmediate(() => response.destroy());
    });
    const transport = connect(server.url);
    for (const _ of [1, 2, 3])
      expect(await encordErrorOf(transport.request(read))).toMatchObject({
        code: 'INVALID_REQUEST',
        status: 400,
      });
  });

  it('that are redirects are not followed', async () => {
    const server = await serve((response) => response.writeHead(307, { Location: '/elsewhere' }).end());
    const error = await encordErrorOf(connect(server.url).request(act));
    expect(error).toMatchObject({ code: 'INVALID_RESPONSE', status: 307, mayHaveBeenApplied: false });
    expect(error.message).toContain('Redirects are not followed');
    expect(server.requests).toHaveLength(1);
  });

  it('that are no JSON or not what was asked for name the place, not the content', async () => {
    const server = await serve((response, request) => {
      response.end(request.method === 'POST' ? '<html>secret</html>' : '{"list":[{"id":"secret"}]}');
    });
    const transport = connect(server.url);
    const noJson = await encordErrorOf(transport.request(act));
    expect(noJson).toMatchObject({ code: 'INVALID_RESPONSE', status: 200, mayHaveBeenApplied: true });
    const answer = z.object({ list: z.array(z.object({ id: z.number() })) });
    const wrong = await encordErrorOf(transport.request({ ...read, answer }));
    expect(wrong).toMatchObject({ code: 'INVALID_RESPONSE', mayHaveBeenApplied: false });
    expect(wrong.message).toContain('"list.0.id"');
    expect(`${noJson.message} ${wrong.message}`).not.toContain('secret');
  });
});

describe('without an answer', () => {
  it('names the domain and the cause when nothing listens there', async () => {
    const server = await startRecordingServer(() => {});
    await server.close();
    for (const request of [read, act]) {
      const error = await encordErrorOf(connect(server.url).request(request));
      expect(error).toMatchObject({ code: 'UNAVAILABLE', status: undefined, mayHaveBeenApplied: false });
      expect(error.message).toContain(`cannot reach ${server.url} (ECONNREFUSED)`);
      expect(error.message).not.toContain('\n');
    }
  });

  it('names the domain that does not exist', async () => {
    const error = await encordErrorOf(connect('http://nowhere.invalid').request(act));
    expect(error).toMatchObject({ code: 'UNAVAILABLE', mayHaveBeenApplied: false });
    expect(error.message).toMatch(/cannot reach http:\/\/nowhere\.invalid \((?:ENOTFOUND|EAI_AGAIN)\)/);
  });

  it('gives up on a server that does not answer in time', async () => {
    const server = await serve(() => {});
    const error = await encordErrorOf(connect(server.url, { requestTimeoutMs: 100 }).request(act));
    expect(error).toMatchObject({ code: 'UNAVAILABLE', mayHaveBeenApplied: true });
    expect(error.message).toContain(`no answer from ${server.url} in time (UND_ERR_HEADERS_TIMEOUT)`);
  });

  it('ends with CANCELLED when the caller gives up, before or after it was sent', async () => {
    const controller = new AbortController();
    const server = await serve(() => controller.abort(new Error('enough')));
    const transport = connect(server.url);
    const during = await encordErrorOf(transport.request(act, { signal: controller.signal }));
    expect(during).toMatchObject({
      code: 'CANCELLED',
      mayHaveBeenApplied: true,
      cause: { message: 'enough' },
    });
    const before = await encordErrorOf(transport.request(act, { signal: controller.signal }));
    expect(before).toMatchObject({ code: 'CANCELLED', mayHaveBeenApplied: false });
    expect(server.requests).toHaveLength(1);
  });

  it('ends with CANCELLED after close', async () => {
    const server = await serve((response) => answerJson(response, 200, null));
    const transport = createTransport({
      domain: server.url,
      privateKey,
      repeatForMs: 1000,
      requestTimeoutMs: 1000,
    });
    await transport.close();
    expect(await encordErrorOf(transport.request(read))).toMatchObject({ code: 'CANCELLED' });
  });
});

it('tells neither key, signature, query nor body, whatever happens', async () => {
  const server = await serve((response, _request, count) => {
    if (count > 6) return void response.destroy();
    return answerJson(response, [400, 401, 403, 429, 500, 200][(count - 1) % 6] ?? 500, { message: 'no' });
  });
  const transport = connect(server.url);
  for (const request of [read, act, { ...read, answer: z.string() }, act, read, act, read, act]) {
    const error: unknown = await transport.request(request).catch((reason: unknown) => reason);
    if (!EncordError.isInstance(error)) continue;
    const shown = `${error.message}\n${error.stack ?? ''}\n${JSON.stringify(error)}\n${String(error.cause)}`;
    expect(shown).not.toMatch(/secret|title=|encord-sig|keyid/);
    expect(shown).not.toContain(privateKey.publicKeyHex);
  }
  expect(server.requests).toHaveLength(8);
});

it.each([
  [{ repeatForMs: -1 }, 'repeatForMs must be 0 or more'],
  [{ repeatForMs: Number.NaN }, 'repeatForMs must be 0 or more'],
  [{ requestTimeoutMs: 0 }, 'requestTimeoutMs must be 1 or more'],
  [{ requestTimeoutMs: 2 ** 31 }, 'requestTimeoutMs must be 1 or more milliseconds and less than 2^31'],
])('refuses %o', (options, problem) => {
  expect(() => connect('http://127.0.0.1', options)).toThrow(problem);
});
