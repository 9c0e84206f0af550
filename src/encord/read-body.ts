import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** An answer whose body cannot be used, although the connection was fine. */
export class UnreadableBodyError extends Error {
  override readonly name = 'UnreadableBodyError';
}

export interface ReadBodyOptions {
  /** Value of `Content-Encoding`. */
  readonly encoding: string;
  /** Decoded bytes that are accepted at most. */
  readonly maxBytes: number;
}

/** Reads a body to its end. The limit holds for the decoded bytes: a small gzip file can hold gigabytes. */
export const readBody = async (body: Readable, { encoding, maxBytes }: ReadBodyOptions): Promise<string> => {
  // A body that we leave early reports that as an error after we have stopped listening.
  body.on('error', () => {});
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of decode(body, encoding) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBytes) throw new UnreadableBodyError(`its body is larger than ${maxBytes} bytes`);
      chunks.push(chunk);
    }
  } catch (error) {
    const isZlibError = error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
    throw isZlibError ? new UnreadableBodyError('its body is damaged gzip', { cause: error }) : error;
  }
  return Buffer.concat(chunks).toString('utf8');
};

const decode = (body: Readable, encoding: string): Readable => {
  switch (encoding.trim().toLowerCase()) {
    case '':
    case 'identity':
      return body;
    case 'gzip':
    case 'x-gzip':
      // What fails reaches the reader through the stream itself.
      return pipeline(body, createGunzip(), () => {});
    default:
      body.destroy();
      throw new UnreadableBodyError('its body is encoded in a way that was not asked for');
  }
};
