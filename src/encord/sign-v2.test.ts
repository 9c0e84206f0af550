import { beforeAll, describe, expect, it } from 'vitest';
import vectors from '../../test/vectors/signatures.json' with { type: 'json' };
import { type EncordKey, loadPrivateKey } from './private-key.js';
import { contentDigest, signatureBase, signatureParameters, signV2 } from './sign-v2.js';

const keys = new Map<string, EncordKey>();
beforeAll(async () => {
  for (const [name, { openssh }] of Object.entries(vectors.keys))
    keys.set(name, await loadPrivateKey(openssh));
});

const keyNamed = (name: string): EncordKey => {
  const key = keys.get(name);
  if (key === undefined) throw new Error(`No key ${name}`);
  return key;
};

describe("signatures made by Encord's own library (v2)", () => {
  it('has the keys that the vectors name', () => {
    for (const [name, { publicKeyHex }] of Object.entries(vectors.keys))
      expect(keyNamed(name).publicKeyHex).toBe(publicKeyHex);
  });

  // The middle strings first, so that a failure says where.
  describe.each(vectors.v2)('$method $name', (vector) => {
    const body = Buffer.from(vector.body ?? '', 'utf8');
    const { method, requestTarget: target, created } = vector;

    it('digest', () => {
      expect(contentDigest(body)).toBe(vector.contentDigest);
    });

    it('parameters', () => {
      const { publicKeyHex } = keyNamed(vector.key);
      expect(`encord-sig=${signatureParameters({ publicKeyHex, created })}`).toBe(
        vector.headers['Signature-Input'],
      );
    });

    it('base', () => {
      const { publicKeyHex } = keyNamed(vector.key);
      const parameters = signatureParameters({ publicKeyHex, created });
      expect(signatureBase({ method, target, digest: contentDigest(body), parameters })).toBe(
        vector.signatureBase,
      );
    });

    it('headers', () => {
      const privateKey = keyNamed(vector.key);
      expect(signV2({ method, target, body, privateKey, created })).toEqual(vector.headers);
    });

    it('target of the URL as Node makes it', () => {
      const url = new URL(vector.url);
      expect(url.pathname + url.search).toBe(target);
    });
  });
});
