import { ByteReader } from './byte-reader.js';
import type { EncordError } from './errors.js';
import {
  corruptKey,
  keyError,
  passphraseRequired,
  unsupportedKeyType,
  wrongPassphrase,
} from './key-error.js';
import { cipherOf, decryptSection, PLAIN_BLOCK_LENGTH } from './openssh-cipher.js';

const MAGIC = Buffer.from('openssh-key-v1\0', 'latin1');
const KEY_TYPE = 'ssh-ed25519';

export interface Ed25519Pair {
  /** 32 bytes: the private key as Ed25519 defines it. */
  readonly seed: Buffer;
  /** 32 bytes. */
  readonly publicKey: Buffer;
}

/** Reads the binary content of an `OPENSSH PRIVATE KEY` block, decrypting it where needed. Throws EncordError `CONFIG`. */
export const readOpensshContainer = async (content: Buffer, passphrase: string): Promise<Ed25519Pair> => {
  try {
    return await readContainer(content, passphrase);
  } catch (error) {
    if (error instanceof RangeError) throw corruptKey('it ends too early');
    throw error;
  }
};

const readContainer = async (content: Buffer, passphrase: string): Promise<Ed25519Pair> => {
  if (!content.subarray(0, MAGIC.length).equals(MAGIC))
    throw keyError('it is no OpenSSH private key, although its BEGIN line says so.');
  const reader = new ByteReader(content.subarray(MAGIC.length));
  const cipherName = reader.text();
  const kdf = reader.text();
  const kdfOptions = reader.block();
  const count = reader.uint32();
  if (count !== 1) throw corruptKey(`it announces ${count} keys, one is expected`);
  const publicBlob = reader.block();
  const type = new ByteReader(publicBlob).text();
  if (type !== KEY_TYPE) throw unsupportedKeyType(printable(type));
  const section = reader.block();

  if (cipherName === 'none') {
    expectEnd(reader);
    return readSection(section, {
      publicBlob,
      blockLength: PLAIN_BLOCK_LENGTH,
      unequalChecks: () => corruptKey('check values'),
    });
  }
  const cipher = cipherOf(cipherName);
  if (passphrase === '') throw passphraseRequired();
  const tag = reader.take(cipher.tagLength);
  expectEnd(reader);
  const decrypted = await decryptSection({ cipher, kdf, kdfOptions, section, tag }, passphrase);
  return readSection(decrypted, {
    publicBlob,
    blockLength: cipher.blockLength,
    unequalChecks: wrongPassphrase,
  });
};

interface SectionExpectations {
  readonly publicBlob: Buffer;
  readonly blockLength: number;
  readonly unequalChecks: () => EncordError;
}

const readSection = (
  section: Buffer,
  { publicBlob, blockLength, unequalChecks }: SectionExpectations,
): Ed25519Pair => {
  const reader = new ByteReader(section);
  if (reader.uint32() !== reader.uint32()) throw unequalChecks();
  const type = reader.text();
  if (type !== KEY_TYPE) throw corruptKey('type of the private section');
  const publicKey = reader.block();
  const pair = reader.block();
  reader.block(); // comment
  const padding = reader.rest();
  if (padding.length >= blockLength || padding.some((byte, index) => byte !== index + 1))
    throw corruptKey('padding');
  if (pair.length !== 64 || !pair.subarray(32).equals(publicKey)) throw corruptKey('length of the key');
  if (!publicBlob.subarray(-32).equals(publicKey)) throw corruptKey('its public and private parts differ');
  return { seed: pair.subarray(0, 32), publicKey };
};

const expectEnd = (reader: ByteReader): void => {
  if (reader.rest().length > 0) throw corruptKey('bytes after the private section');
};

const printable = (type: string): string => (/^[\w@.-]{1,64}$/.test(type) ? type : 'unknown');
