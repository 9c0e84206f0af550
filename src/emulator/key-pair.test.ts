import { sign, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readOpenSshKey } from '../../test/support/signed-request.js';
import { createKey, restoreKey } from './key-pair.js';

describe('createKey', () => {
  it('writes an OpenSSH key whose signatures fit the registered public key', () => {
    const { openSsh, registered } = createKey();
    const { keyId, privateKey } = readOpenSshKey(openSsh);
    expect(keyId).toBe(registered.keyId);
    const message = Buffer.from('message');
    expect(verify(null, message, registered.publicKey, sign(null, message, privateKey))).toBe(true);
  });

  it('makes another key each time', () => {
    expect(createKey().registered.keyId).not.toBe(createKey().registered.keyId);
  });
});

describe('restoreKey', () => {
  it('gives the key that was written', () => {
    const { openSsh, registered } = createKey();
    expect(restoreKey(openSsh).registered.keyId).toBe(registered.keyId);
  });

  it('refuses other text without repeating it', () => {
    expect(() => restoreKey('secret text')).toThrow(/^the key file holds no OpenSSH Ed25519 private key/);
  });
});
