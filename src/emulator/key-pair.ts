import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';

export interface EmulatorKey {
  /** An unencrypted OpenSSH private key, as users of Encord have it. */
  readonly openSsh: string;
  readonly registered: RegisteredKey;
}

/** What a server knows of a key. */
export interface RegisteredKey {
  /** The raw public key in lower case hex, which names the key in signatures. */
  readonly keyId: string;
  readonly publicKey: KeyObject;
}

export const createKey = (): EmulatorKey => {
  const { d, x } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  if (d === undefined || x === undefined) throw new Error('Node made an Ed25519 key without "d" or "x"');
  const publicBytes = Buffer.from(x, 'base64url');
  return {
    openSsh: writeOpenSsh(Buffer.from(d, 'base64url'), publicBytes),
    registered: registerKey(publicBytes),
  };
};

/** Takes up a key again that `createKey` made. */
export const restoreKey = (openSsh: string): EmulatorKey => {
  const bytes = Buffer.from(openSsh.replace(/-----[^-]+-----/g, ''), 'base64');
  const start = bytes.indexOf(TYPE) + TYPE.length + 4;
  const publicBytes = bytes.subarray(start, start + 32);
  if (start < MAGIC.length || publicBytes.length !== 32) {
    throw new Error('the key file holds no OpenSSH Ed25519 private key; delete it to have a new one made');
  }
  return { openSsh, registered: registerKey(publicBytes) };
};

/** @param publicBytes the 32 bytes of an Ed25519 public key */
export const registerKey = (publicBytes: Buffer): RegisteredKey => ({
  keyId: publicBytes.toString('hex'),
  publicKey: createPublicKey({
    format: 'jwk',
    key: { kty: 'OKP', crv: 'Ed25519', x: publicBytes.toString('base64url') },
  }),
});

const MAGIC = Buffer.from('openssh-key-v1\0');
const TYPE = 'ssh-ed25519';
const CIPHER_BLOCK = 8;

const writeOpenSsh = (seed: Buffer, publicBytes: Buffer): string => {
  const check = randomBytes(4);
  const unpadded = Buffer.concat([
    check,
    check,
    field(TYPE),
    field(publicBytes),
    field(Buffer.concat([seed, publicBytes])),
    field('encord-temporal emulator'),
  ]);
  const missing = (CIPHER_BLOCK - (unpadded.length % CIPHER_BLOCK)) % CIPHER_BLOCK;
  const padding = Buffer.from(Array.from({ length: missing }, (_, index) => index + 1));
  const bytes = Buffer.concat([
    MAGIC,
    field('none'),
    field('none'),
    field(''),
    uint32(1),
    field(Buffer.concat([field(TYPE), field(publicBytes)])),
    field(Buffer.concat([unpadded, padding])),
  ]);
  const lines = bytes.toString('base64').match(/.{1,70}/g) ?? [];
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines.join('\n')}\n-----END OPENSSH PRIVATE KEY-----\n`;
};

const field = (content: string | Buffer): Buffer => {
  const bytes = Buffer.from(content);
  return Buffer.concat([uint32(bytes.length), bytes]);
};

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};
