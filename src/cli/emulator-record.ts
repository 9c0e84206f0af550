/** `.encord-temporal/emulator.json`: tells workers and clients in this folder how the running emulator is reached. */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { EMULATOR_RECORD, type EmulatorRecord } from '../config.js';

export const writeEmulatorRecord = async (
  record: Pick<EmulatorRecord, 'url' | 'keyFile'> & { readonly projects: readonly object[] },
): Promise<void> => {
  await mkdir(dirname(EMULATOR_RECORD), { recursive: true });
  const written = `${EMULATOR_RECORD}.${process.pid}`;
  await writeFile(written, `${JSON.stringify({ ...record, pid: process.pid })}\n`);
  // In one step: a reader must not see half of it.
  await rename(written, EMULATOR_RECORD);
};

/** Removes our own record, not that of an emulator that was started here later. */
export const removeEmulatorRecord = async (): Promise<void> => {
  const text = await readFile(EMULATOR_RECORD, 'utf8').catch(() => '');
  if (text.includes(`"pid":${process.pid}}`)) await rm(EMULATOR_RECORD, { force: true });
};
