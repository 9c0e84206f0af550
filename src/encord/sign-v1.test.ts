import { describe, expect, it } from 'vitest';
import vectors from '../../test/vectors/signatures.json' with { type: 'json' };
import { loadPrivateKey } from './private-key.js';
import { bodyDigest, signV1 } from './sign-v1.js';

describe("signatures made by Encord's own library (v1)", () => {
  describe.each(vectors.v1)('$name', (vector) => {
    const body = Buffer.from(vector.body, 'utf8');

    it('signed message', () => {
      expect(bodyDigest(body).toString('hex')).toBe(vector.signedMessageHex);
    });

    it('headers', async () => {
      const { openssh } = vectors.keys[vector.key as keyof typeof vectors.keys];
      const privateKey = await loadPrivateKey(openssh);
      expect(signV1({ body, privateKey })).toEqual({ Authorization: vector.authorization });
    });
  });
});
