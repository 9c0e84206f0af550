/** Signatures of Encord's v2 API: HTTP message signatures (RFC 9421) in the form that Encord expects. Pure. */
import { createHash, sign } from 'node:crypto';
import type { EncordKey } from './private-key.js';

const LABEL = 'encord-sig';

/** Value of `Content-Digest`; without a body it is the digest of nothing. */
export const contentDigest = (body: Uint8Array): string =>
  `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;

export interface SignatureParametersInput {
  readonly publicKeyHex: string;
  /** Seconds since 1970. */
  readonly created: number;
}

export const signatureParameters = ({ publicKeyHex, created }: SignatureParametersInput): string =>
  `("@method" "@request-target" "content-digest");created=${created};keyid="${publicKeyHex}";alg="ed25519"`;

export interface SignatureBaseInput {
  readonly method: string;
  /** Path and query, exactly as sent. */
  readonly target: string;
  readonly digest: string;
  readonly parameters: string;
}

/** The text that is signed. */
export const signatureBase = ({ method, target, digest, parameters }: SignatureBaseInput): string =>
  [
    `"@method": ${method.toUpperCase()}`,
    `"@request-target": ${target}`,
    `"content-digest": ${digest}`,
    `"@signature-params": ${parameters}`,
  ].join('\n');

export interface SignV2Input {
  readonly method: string;
  /** Path and query, exactly as sent. */
  readonly target: string;
  /** The bytes that are sent; empty when there is no body. */
  readonly body: Uint8Array;
  readonly privateKey: EncordKey;
  /** Seconds since 1970. */
  readonly created: number;
}

export type SignatureHeaders = Readonly<Record<'Content-Digest' | 'Signature-Input' | 'Signature', string>>;

/** The headers that sign one request. */
export const signV2 = ({ method, target, body, privateKey, created }: SignV2Input): SignatureHeaders => {
  const digest = contentDigest(body);
  const parameters = signatureParameters({ publicKeyHex: privateKey.publicKeyHex, created });
  const base = signatureBase({ method, target, digest, parameters });
  const signature = sign(null, Buffer.from(base, 'utf8'), privateKey.key).toString('base64');
  return {
    'Content-Digest': digest,
    'Signature-Input': `${LABEL}=${parameters}`,
    Signature: `${LABEL}=:${signature}:`,
  };
};
