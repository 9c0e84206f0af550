/** Encord's request signature by hand, with node:crypto alone: the emulator's tests must not share code with the client. */
import { createHash, createPrivateKey, type KeyObject, sign } from 'node:crypto';

export interface TestKey {
  readonly keyId: string;
  readonly privateKey: KeyObject;
}

/** Reads an unencrypted OpenSSH Ed25519 key, field by field. */
export const readOpenSshKey = (text: string): TestKey => {
  const bytes = Buffer.from(text.replace(/-----[^-]+-----/g, ''), 'base64');
  let position = 'openssh-key-v1\0'.length;
  const field = (): Buffer => {
    const length = bytes.readUInt32BE(position);
    const content = bytes.subarray(position + 4, position + 4 + length);
    position += 4 + length;
    return content;
  };
  for (const expected of ['none', 'none', '']) {
    const found = field().toString();
    if (found !== expected) throw new Error(`"${found}" where "${expected}" was expected`);
  }
  position += 4; // one key
  field(); // public blob
  position += 4 + 8; // length of the private section, check values
  field(); // type
  const publicBytes = field();
  const seed = field().subarray(0, 32);
  return {
    keyId: publicBytes.toString('hex'),
    privateKey: createPrivateKey({
      key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]),
      format: 'der',
      type: 'pkcs8',
    }),
  };
};

export interface ToSign {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly body?: string;
  /** Unix seconds; default now. */
  readonly created?: number;
}

export const signHeaders = (
  { keyId, privateKey }: TestKey,
  { method, target, body = '', created = Math.floor(Date.now() / 1000) }: ToSign,
): Record<string, string> => {
  const digest = `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;
  const parameters = `("@method" "@request-target" "content-digest");created=${created};keyid="${keyId}";alg="ed25519"`;
  const base = `"@method": ${method}\n"@request-target": ${target}\n"content-digest": ${digest}\n"@signature-params": ${parameters}`;
  return {
    'Content-Digest': digest,
    'Signature-Input': `encord-sig=${parameters}`,
    Signature: `encord-sig=:${sign(null, Buffer.from(base), privateKey).toString('base64')}:`,
  };
};

export interface TestClient {
  readonly get: (target: string) => Promise<Response>;
  /** `body` is sent as it is when it is text, else as JSON. */
  readonly post: (target: string, body: unknown) => Promise<Response>;
  /** Unsigned, for `/__emulator/…`: GET without a body, POST with one. Throws unless the answer is good. */
  readonly admin: <Answer>(path: string, body?: unknown) => Promise<Answer>;
}

export const createTestClient = (emulator: {
  readonly url: string;
  readonly privateKey: string;
}): TestClient => {
  const key = readOpenSshKey(emulator.privateKey);
  return {
    get: (target) =>
      fetch(`${emulator.url}${target}`, { headers: signHeaders(key, { method: 'GET', target }) }),
    post: (target, value) => {
      const body = typeof value === 'string' ? value : JSON.stringify(value);
      const headers = {
        'Content-Type': 'application/json',
        ...signHeaders(key, { method: 'POST', target, body }),
      };
      return fetch(`${emulator.url}${target}`, { method: 'POST', headers, body });
    },
    admin: async <Answer>(path: string, body?: unknown): Promise<Answer> => {
      const options = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
      const response = await fetch(`${emulator.url}/__emulator/${path}`, options);
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
      return (await response.json()) as Answer;
    },
  };
};
