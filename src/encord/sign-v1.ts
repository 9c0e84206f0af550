/** Signatures of Encord's older API (`POST /public`), which cover the body and nothing else. Pure. */
import { createHash, sign } from 'node:crypto';
import type { EncordKey } from './private-key.js';

/** The signed message: the digest itself, not its hex form. */
export const bodyDigest = (body: Uint8Array): Buffer => createHash('sha256').update(body).digest();

export interface SignV1Input {
  /** The bytes that are sent. */
  readonly body: Uint8Array;
  readonly privateKey: EncordKey;
}

/** The header that signs one request. */
export const signV1 = ({ body, privateKey }: SignV1Input): Readonly<Record<'Authorization', string>> => {
  const signature = sign(null, bodyDigest(body), privateKey.key).toString('hex');
  return { Authorization: `${privateKey.publicKeyHex}:${signature}` };
};
