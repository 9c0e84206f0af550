import { createHash, createPublicKey, verify } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RecordedRequest {
  readonly method: string;
  /** Path and query, as they came. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface RecordingServer {
  readonly url: string;
  readonly requests: readonly RecordedRequest[];
  close(): Promise<void>;
}

/** `count` is 1 for the first request. */
export type Handler = (response: ServerResponse, request: RecordedRequest, count: number) => void;

/** A real HTTP server on a free port of 127.0.0.1 that remembers what it was asked. */
export const startRecordingServer = async (handler: Handler): Promise<RecordingServer> => {
  const requests: RecordedRequest[] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const request = {
        method: incoming.method ?? '',
        target: incoming.url ?? '',
        headers: incoming.headers,
        body: Buffer.concat(chunks).toString('utf8'),
      };
      requests.push(request);
      handler(response, request, requests.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
};

export const answerJson = (response: ServerResponse, status: number, json: unknown): void => {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(json));
};

/** Checks a v2 request as Encord does, by code that shares nothing with the signer. */
export const hasValidSignature = (request: RecordedRequest, publicKeyHex: string): boolean => {
  const header = (name: string): string => String(request.headers[name] ?? '');
  const digest = createHash('sha256').update(request.body).digest('base64');
  if (header('content-digest') !== `sha-256=:${digest}:`) return false;
  const parameters = header('signature-input').replace(/^encord-sig=/, '');
  const base =
    `"@method": ${request.method}\n"@request-target": ${request.target}\n` +
    `"content-digest": ${header('content-digest')}\n"@signature-params": ${parameters}`;
  const x = Buffer.from(publicKeyHex, 'hex').toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  const signature = /^encord-sig=:(.+):$/.exec(header('signature'))?.[1] ?? '';
  return verify(null, Buffer.from(base), key, Buffer.from(signature, 'base64'));
};
