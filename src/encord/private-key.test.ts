import { createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { encordErrorOf } from '../../test/support/encord-error-of.js';
import vectors from '../../test/vectors/openssh-keys.json' with { type: 'json' };
import type { EncordError } from './errors.js';
import { loadPrivateKey } from './private-key.js';

interface Case {
  readonly name: string;
  readonly openssh: string;
  readonly passphrase: string | null;
  readonly expect: string;
  readonly publicKeyHex?: string;
}

const cases = vectors.cases as Case[];
const caseNamed = (name: string): Case => {
  const found = cases.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`No vector ${name}`);
  return found;
};

/** Refused by Encord's SDK, but loaded by us. */
const ALSO_LOADED: Record<string, string> = {
  'PKCS#8 PEM of the same key': caseNamed('plain').publicKeyHex ?? '',
  'plain, passphrase given': '',
  'encrypted aes128-ctr': '',
};

const PROBLEMS: Record<string, RegExp> = {
  not_openssh: /is empty|END line is missing|is no OpenSSH private key|is the public key|looks like a path/,
  corrupt: /is damaged \(/,
  unsupported_key_type: /is a key of type (ssh-rsa|ecdsa-sha2-nistp256), but Encord takes Ed25519 only/,
  unsupported_cipher: /cipher "chacha20-poly1305@openssh.com", which is not supported\. .*ssh-keygen -p/,
  wrong_passphrase: /passphrase is wrong.*ENCORD_SSH_KEY_PASSPHRASE/,
  passphrase_required: /is encrypted.*ENCORD_SSH_KEY_PASSPHRASE/,
};

const failureOf = (text: string, passphrase?: string): Promise<EncordError> =>
  encordErrorOf(loadPrivateKey(text, passphrase));

const expectNoKeyText = (message: string, text: string): void => {
  for (const line of text.split(/\r?\n/).filter((part) => part.length > 20 && !part.startsWith('-----')))
    expect(message).not.toContain(line.slice(0, 20));
};

describe('loadPrivateKey', () => {
  const loaded = cases.filter((vector) => vector.expect === 'ok' || vector.name in ALSO_LOADED);
  const refused = cases.filter((vector) => !loaded.includes(vector));

  it.each(loaded)('loads: $name', async ({ name, openssh, passphrase, publicKeyHex }) => {
    const { key, publicKeyHex: actual } = await loadPrivateKey(openssh, passphrase ?? undefined);
    const expected = publicKeyHex ?? ALSO_LOADED[name];
    if (expected !== '') expect(actual).toBe(expected);
    const x = Buffer.from(actual, 'hex').toString('base64url');
    const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    expect(verify(null, Buffer.from('text'), publicKey, sign(null, Buffer.from('text'), key))).toBe(true);
  });

  it.each(refused)('refuses: $name', async ({ openssh, passphrase, expect: kind }) => {
    const error = await failureOf(openssh, passphrase ?? undefined);
    expect(error.code).toBe('CONFIG');
    expect(error.message).toMatch(PROBLEMS[kind] ?? /no pattern for this kind/);
    expectNoKeyText(`${error.message} ${String(error.cause)}`, openssh);
  });

  it('takes line ends written as \\n or lost, as settings often hold them', async () => {
    const { openssh, publicKeyHex } = caseNamed('plain');
    const pkcs8 = caseNamed('PKCS#8 PEM of the same key').openssh;
    for (const text of [openssh, pkcs8]) {
      expect(await loadPrivateKey(text.replaceAll('\n', '\\n'))).toMatchObject({ publicKeyHex });
      expect(await loadPrivateKey(text.replaceAll('\n', ' '))).toMatchObject({ publicKeyHex });
    }
  });

  describe('PKCS#8', () => {
    const pair = generateKeyPairSync('ed25519');
    const publicKeyHex = pair.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex');
    const encrypted = String(
      pair.privateKey.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'secret' }),
    );

    it('loads an encrypted key with its passphrase', async () => {
      expect((await loadPrivateKey(`# mine\n${encrypted}`, 'secret')).publicKeyHex).toBe(publicKeyHex);
    });

    it('says whether the passphrase is missing or wrong', async () => {
      expect((await failureOf(encrypted)).message).toMatch(PROBLEMS['passphrase_required'] ?? /^$/);
      expect((await failureOf(encrypted, 'wrong')).message).toMatch(PROBLEMS['wrong_passphrase'] ?? /^$/);
    });

    it('refuses other kinds of key by name', async () => {
      const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const pkcs8 = String(privateKey.export({ format: 'pem', type: 'pkcs8' }));
      const sec1 = String(privateKey.export({ format: 'pem', type: 'sec1' }));
      expect((await failureOf(pkcs8)).message).toContain('is a key of type ec, but');
      expect((await failureOf(sec1)).message).toContain('is a key of type EC, but');
    });

    it('refuses damaged content', async () => {
      const damaged = '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2Vw\n-----END PRIVATE KEY-----';
      expect((await failureOf(damaged)).message).toMatch(PROBLEMS['corrupt'] ?? /^$/);
    });
  });

  it('never reads beyond what is there, wherever the key is cut', async () => {
    const { openssh } = caseNamed('plain');
    const base64 = openssh.split('\n').slice(1, -2).join('');
    const bytes = Buffer.from(base64, 'base64');
    for (let length = 0; length < bytes.length; length += 3) {
      const cut = bytes.subarray(0, length).toString('base64');
      const error = await failureOf(
        `-----BEGIN OPENSSH PRIVATE KEY-----\n${cut}\n-----END OPENSSH PRIVATE KEY-----`,
      );
      expect(error.code).toBe('CONFIG');
    }
  });
});
