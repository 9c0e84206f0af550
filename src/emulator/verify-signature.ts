import { createHash, type KeyObject, verify } from 'node:crypto';
import { type Dictionary, parseDictionary } from 'structured-headers';
import { Refusal } from './refusal.js';

export interface SignedRequest {
  readonly method: string;
  /** Path and query exactly as they came. */
  readonly target: string;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

export interface Verifier {
  /** Registered public keys by their id. */
  readonly keys: ReadonlyMap<string, KeyObject>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const LABEL = 'encord-sig';
const COMPONENTS = ['@method', '@request-target', 'content-digest'];
const MAX_SKEW_SECONDS = 60;

/**
 * Encord's check of an HTTP message signature (RFC 9421).
 * @throws Refusal 401 for a missing, malformed, wrong or old signature, 403 for an unknown key.
 */
export const verifySignature = (request: SignedRequest, { keys, now }: Verifier): void => {
  const digest = header(request, 'Content-Digest');
  const input = header(request, 'Signature-Input');
  const signature = bytesOf(header(request, 'Signature'), { name: 'Signature', member: LABEL });

  checkDigest(digest, request.body);
  const { created, keyId } = readInput(input);
  const age = Math.abs(now() / 1000 - created);
  if (age > MAX_SKEW_SECONDS) {
    throw unauthorised(
      `created is ${Math.round(age)} s away from the server's clock; ${MAX_SKEW_SECONDS} s are allowed`,
    );
  }
  const key = keys.get(keyId);
  if (key === undefined) throw new Refusal(403, `The key ${keyId.slice(0, 8)}… is not registered here.`);

  const base = [
    `"@method": ${request.method.toUpperCase()}`,
    `"@request-target": ${request.target}`,
    `"content-digest": ${digest}`,
    `"@signature-params": ${input.slice(LABEL.length + 1)}`,
  ].join('\n');
  if (!verify(null, Buffer.from(base), key, signature)) {
    throw unauthorised('the signature does not fit method, request target, digest and parameters');
  }
};

const unauthorised = (problem: string): Refusal => new Refusal(401, `Not authenticated: ${problem}.`);

const header = ({ headers }: SignedRequest, name: string): string => {
  const value = headers.get(name);
  if (value === null) throw unauthorised(`header ${name} is missing`);
  return value;
};

const checkDigest = (value: string, body: Uint8Array): void => {
  const sent = bytesOf(value, { name: 'Content-Digest', member: 'sha-256' });
  if (!createHash('sha256').update(body).digest().equals(sent)) {
    throw unauthorised('Content-Digest does not fit the body');
  }
};

const readInput = (value: string): { created: number; keyId: string } => {
  const members = parse(value, 'Signature-Input');
  const [components, parameters] = members.get(LABEL) ?? [];
  const covered = Array.isArray(components) ? components.map(([name]) => name) : [];
  if (members.size !== 1 || !value.startsWith(`${LABEL}=`) || covered.join() !== COMPONENTS.join()) {
    throw unauthorised(
      `Signature-Input must be ${LABEL}=(${COMPONENTS.map((name) => `"${name}"`).join(' ')}) only`,
    );
  }
  const created = parameters?.get('created');
  const keyId = parameters?.get('keyid');
  if (!Number.isSafeInteger(created) || typeof keyId !== 'string' || parameters?.get('alg') !== 'ed25519') {
    throw unauthorised('Signature-Input needs created (whole seconds), keyid (text) and alg="ed25519"');
  }
  return { created: Number(created), keyId };
};

const bytesOf = (value: string, { name, member }: { name: string; member: string }): Buffer => {
  const bytes = parse(value, name).get(member)?.[0];
  if (!(bytes instanceof ArrayBuffer)) throw unauthorised(`${name} must be ${member}=:base64:`);
  return Buffer.from(bytes);
};

const parse = (value: string, name: string): Dictionary => {
  try {
    return parseDictionary(value);
  } catch {
    throw unauthorised(`header ${name} is malformed`);
  }
};
