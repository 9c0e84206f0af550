import { createHash } from 'node:crypto';

/** The same uuid for the same path, so that a reset or a restart gives equal ids (a version 5 uuid of our own name space). */
export const deterministicUuid = (path: string): string => {
  const bytes = createHash('sha1').update(`encord-temporal/emulator/${path}`).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};
