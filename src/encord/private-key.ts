import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import {
  corruptKey,
  keyError,
  passphraseRequired,
  unsupportedKeyType,
  wrongPassphrase,
} from './key-error.js';
import { readOpensshContainer } from './openssh-container.js';

/** A private key that is ready to sign. */
export interface EncordKey {
  readonly key: KeyObject;
  /** The raw public key, 64 lower-case hex digits: the name under which Encord knows the key. */
  readonly publicKeyHex: string;
}

/**
 * Reads an Ed25519 private key, OpenSSH (as ssh-keygen writes it) or PKCS#8, from anywhere in the text. An encrypted key needs its
 * passphrase, and about 200 ms in which nothing else runs: load a key once. A passphrase that is not needed is ignored; an empty one
 * counts as none. Throws EncordError `CONFIG`; no message holds any part of the key.
 */
export const loadPrivateKey = async (text: string, passphrase = ''): Promise<EncordKey> => {
  const { label, content } = findBlock(text);
  switch (label) {
    case 'OPENSSH PRIVATE KEY': {
      const { seed, publicKey } = await readOpensshContainer(content, passphrase);
      const loaded = toEncordKey(createPrivateKey({ key: pkcs8OfSeed(seed), format: 'der', type: 'pkcs8' }));
      if (loaded.publicKeyHex !== publicKey.toString('hex'))
        throw corruptKey('its public and private parts differ');
      return loaded;
    }
    case 'PRIVATE KEY':
      return toEncordKey(readPkcs8(content));
    case 'ENCRYPTED PRIVATE KEY':
      if (passphrase === '') throw passphraseRequired();
      return toEncordKey(readEncryptedPkcs8(content, passphrase));
    default:
      throw unsupportedKeyType(label.replace(' PRIVATE KEY', ''));
  }
};

const BLOCK = /-----BEGIN ((?:OPENSSH |ENCRYPTED |RSA |EC |DSA )?PRIVATE KEY)-----([\s\S]*?)-----END \1-----/;

const findBlock = (text: string): { label: string; content: Buffer } => {
  // Files of settings often hold the line ends as the two characters \n.
  const [, label, base64] = BLOCK.exec(text.replace(/\\r|\\n/g, '\n')) ?? [];
  if (label !== undefined && base64 !== undefined) return { label, content: Buffer.from(base64, 'base64') };
  throw keyError(
    `${guessMistake(text)} It must be the text of an Ed25519 private key (BEGIN OPENSSH PRIVATE KEY … END).`,
  );
};

const guessMistake = (text: string): string => {
  const trimmed = text.trim();
  if (trimmed === '') return 'it is empty.';
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(trimmed)) return 'its END line is missing.';
  if (/^(?:ssh|ecdsa|sk)-\S+ AAAA/.test(trimmed)) return 'it is the public key; the private one is needed.';
  if (/^(?:~|\.{0,2}\/|[A-Za-z]:\\)\S*$/.test(trimmed))
    return 'it looks like a path. Give a path in ENCORD_SSH_KEY_FILE, the text of a key in ENCORD_SSH_KEY.';
  return 'it holds no private key.';
};

/** PKCS#8 of an Ed25519 key is this header and the seed. */
const PKCS8_HEADER = Buffer.from('302e020100300506032b657004220420', 'hex');
const pkcs8OfSeed = (seed: Buffer): Buffer => Buffer.concat([PKCS8_HEADER, seed]);

const readPkcs8 = (key: Buffer): KeyObject => {
  try {
    return createPrivateKey({ key, format: 'der', type: 'pkcs8' });
  } catch {
    throw corruptKey('its PKCS#8 content cannot be read');
  }
};

/** OpenSSL does not tell a wrong passphrase from damage. */
const readEncryptedPkcs8 = (key: Buffer, passphrase: string): KeyObject => {
  try {
    return createPrivateKey({ key, format: 'der', type: 'pkcs8', passphrase });
  } catch {
    throw wrongPassphrase();
  }
};

const toEncordKey = (key: KeyObject): EncordKey => {
  if (key.asymmetricKeyType !== 'ed25519') throw unsupportedKeyType(key.asymmetricKeyType ?? 'unknown');
  // The raw public key is the end of its SPKI form.
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32);
  return { key, publicKeyHex: publicKey.toString('hex') };
};
