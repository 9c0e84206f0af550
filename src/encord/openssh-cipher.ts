import { createDecipheriv } from 'node:crypto';
import { ByteReader } from './byte-reader.js';
import { corruptKey, keyError, wrongPassphrase } from './key-error.js';

interface Cipher {
  /** Its name in OpenSSL. */
  readonly name: string;
  readonly keyLength: number;
  readonly ivLength: number;
  readonly blockLength: number;
  /** Length of the authentication tag that follows the encrypted section; 0 for none. */
  readonly tagLength: number;
}

const aes = (bits: 128 | 192 | 256, mode: 'ctr' | 'cbc' | 'gcm'): Cipher => ({
  name: `aes-${bits}-${mode}`,
  keyLength: bits / 8,
  ivLength: mode === 'gcm' ? 12 : 16,
  blockLength: 16,
  tagLength: mode === 'gcm' ? 16 : 0,
});

const CIPHERS: ReadonlyMap<string, Cipher> = new Map([
  ['aes128-ctr', aes(128, 'ctr')],
  ['aes192-ctr', aes(192, 'ctr')],
  ['aes256-ctr', aes(256, 'ctr')],
  ['aes128-cbc', aes(128, 'cbc')],
  ['aes192-cbc', aes(192, 'cbc')],
  ['aes256-cbc', aes(256, 'cbc')],
  ['aes128-gcm@openssh.com', aes(128, 'gcm')],
  ['aes256-gcm@openssh.com', aes(256, 'gcm')],
]);

/** Each round blocks the event loop for some 13 ms; ssh-keygen uses 16 to 24. */
const MAX_ROUNDS = 1000;

/** What OpenSSH pads the private section to when it is not encrypted. */
export const PLAIN_BLOCK_LENGTH = 8;

export const cipherOf = (name: string): Cipher => {
  const cipher = CIPHERS.get(name);
  if (cipher !== undefined) return cipher;
  const shown = /^[\w@.-]{1,64}$/.test(name) ? `"${name}"` : 'of an unknown name';
  throw keyError(
    `it is encrypted with the cipher ${shown}, which is not supported. Supported are ${[...CIPHERS.keys()].join(', ')}. ` +
      'Re-encrypt a copy: ssh-keygen -p -Z aes256-ctr -f <key file>',
  );
};

export interface EncryptedSection {
  readonly cipher: Cipher;
  readonly kdf: string;
  readonly kdfOptions: Buffer;
  readonly section: Buffer;
  readonly tag: Buffer;
}

/** Decrypts the private section. Without a tag, a wrong passphrase gives garbage: the caller compares the check values. */
export const decryptSection = async (encrypted: EncryptedSection, passphrase: string): Promise<Buffer> => {
  const { cipher, section, tag } = encrypted;
  const secret = await deriveKey(encrypted, passphrase);
  const key = secret.subarray(0, cipher.keyLength);
  const iv = secret.subarray(cipher.keyLength);
  if (section.length % cipher.blockLength !== 0) throw corruptKey('length of the private section');
  if (cipher.tagLength > 0) return decryptAuthenticated(cipher.name, { key, iv, section, tag });
  const decipher = createDecipheriv(cipher.name, key, iv).setAutoPadding(false);
  return Buffer.concat([decipher.update(section), decipher.final()]);
};

interface AuthenticatedParts {
  readonly key: Buffer;
  readonly iv: Buffer;
  readonly section: Buffer;
  readonly tag: Buffer;
}

const decryptAuthenticated = (name: string, { key, iv, section, tag }: AuthenticatedParts): Buffer => {
  const decipher = createDecipheriv(name === 'aes-128-gcm' ? 'aes-128-gcm' : 'aes-256-gcm', key, iv);
  decipher.setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(section), decipher.final()]);
  } catch {
    throw wrongPassphrase();
  }
};

const deriveKey = async (
  { cipher, kdf, kdfOptions }: EncryptedSection,
  passphrase: string,
): Promise<Buffer> => {
  if (kdf !== 'bcrypt') throw corruptKey('encrypted, but not with a key derived by bcrypt');
  const options = new ByteReader(kdfOptions);
  const salt = options.block();
  const rounds = options.uint32();
  if (rounds < 1 || rounds > MAX_ROUNDS)
    throw corruptKey(`${rounds} rounds of bcrypt, 1 to ${MAX_ROUNDS} allowed`);
  const password = Buffer.from(passphrase, 'utf8');
  const derived = Buffer.alloc(cipher.keyLength + cipher.ivLength);
  // Only encrypted keys need it, so that others do not pay for loading it.
  const { pbkdf } = await import('bcrypt-pbkdf');
  const failed = pbkdf(password, password.length, salt, salt.length, derived, derived.length, rounds);
  if (failed !== 0) throw corruptKey('options of bcrypt');
  return derived;
};
