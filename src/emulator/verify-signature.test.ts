import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { registerKey } from './key-pair.js';
import { Refusal } from './refusal.js';
import { type SignedRequest, verifySignature } from './verify-signature.js';

interface Vector {
  readonly name: string;
  readonly method: string;
  readonly requestTarget: string;
  readonly body: string | null;
  readonly headers: Record<string, string>;
}

// Made by Encord's own Python library: test/vectors/signatures.json.
const vectors = JSON.parse(
  readFileSync(new URL('../../test/vectors/signatures.json', import.meta.url), 'utf8'),
) as {
  keys: Record<string, { publicKeyHex: string }>;
  v2: (Vector & { created: number })[];
  v2Rejected: (Vector & { reason: 'digest' | 'signature' | 'unknown_key' | 'missing' })[];
};
const CREATED = 1_760_000_000;

const keys = new Map(
  Object.values(vectors.keys).map(({ publicKeyHex }) => {
    const { keyId, publicKey } = registerKey(Buffer.from(publicKeyHex, 'hex'));
    return [keyId, publicKey] as const;
  }),
);

const toRequest = (vector: Vector): SignedRequest => ({
  method: vector.method,
  target: vector.requestTarget,
  headers: new Headers(vector.headers),
  body: Buffer.from(vector.body ?? ''),
});

const at = (seconds: number) => ({ keys, now: () => seconds * 1000 });

const refusalOf = (work: () => void): { status: number; message: string } => {
  try {
    work();
  } catch (error) {
    if (error instanceof Refusal) return { status: error.status, message: error.message };
    throw error;
  }
  return { status: 200, message: 'accepted' };
};

describe('verifySignature', () => {
  it.each(vectors.v2)('accepts what Encord’s library signs: $name', (vector) => {
    expect(() => verifySignature(toRequest(vector), at(vector.created))).not.toThrow();
  });

  const expected = {
    digest: { status: 401, message: 'Not authenticated: Content-Digest does not fit the body.' },
    signature: {
      status: 401,
      message: 'Not authenticated: the signature does not fit method, request target, digest and parameters.',
    },
    unknown_key: { status: 403, message: 'The key 00000000… is not registered here.' },
    missing: { status: 401, message: expect.stringMatching(/header (Content-Digest|Signature) is missing/) },
  };
  it.each(vectors.v2Rejected)('refuses: $name', (vector) => {
    expect(refusalOf(() => verifySignature(toRequest(vector), at(CREATED)))).toEqual(expected[vector.reason]);
  });

  const good = vectors.v2.find(({ method }) => method === 'POST');
  if (good === undefined) throw new Error('no POST among the vectors');

  it.each([-60, 0, 60])('accepts a clock %i s away', (offset) => {
    expect(() => verifySignature(toRequest(good), at(CREATED + offset))).not.toThrow();
  });

  it.each([-61, 61])('refuses a clock %i s away', (offset) => {
    expect(refusalOf(() => verifySignature(toRequest(good), at(CREATED + offset)))).toMatchObject({
      status: 401,
      message: expect.stringContaining('created is 61 s away'),
    });
  });

  const input = good.headers['Signature-Input'] ?? '';
  it.each([
    ['Signature-Input', 'nonsense((', 'header Signature-Input is malformed'],
    ['Signature-Input', input.replace('encord-sig', 'other'), 'Signature-Input must be encord-sig='],
    ['Signature-Input', input.replace('"@method" ', ''), 'Signature-Input must be encord-sig='],
    ['Signature-Input', `${input}, ${input.replace('encord-sig', 'b')}`, 'must be encord-sig='],
    ['Signature-Input', input.replace(/created=\d+/, 'created="1"'), 'needs created (whole seconds)'],
    ['Signature-Input', input.replace('ed25519"', 'rsa"'), 'alg="ed25519"'],
    ['Signature', 'encord-sig="text"', 'Signature must be encord-sig=:base64:'],
    ['Signature', 'encord-sig=:AAAA:', 'the signature does not fit'],
    ['Content-Digest', 'sha-512=:AAAA:', 'Content-Digest must be sha-256=:base64:'],
  ])('refuses %s: %s', (name, value, problem) => {
    const request = toRequest({ ...good, headers: { ...good.headers, [name]: value } });
    expect(refusalOf(() => verifySignature(request, at(CREATED)))).toEqual({
      status: 401,
      message: expect.stringContaining(problem),
    });
  });
});
