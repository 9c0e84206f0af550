import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKey, type EmulatorKey, restoreKey } from './key-pair.js';

/** Where an emulator keeps its key, and its state when that is to outlive it. */
export interface Storage {
  readonly key: EmulatorKey;
  readonly keyFile: string;
  /** What `saveState` stored last; undefined at the first start. */
  readonly savedState: string | undefined;
  readonly stateFile: string;
  /** Overwrites what was stored. */
  saveState(text: string): Promise<void>;
  /** Removes a temporary folder. */
  close(): Promise<void>;
}

/** @param stateDir a folder that is kept; without one, a temporary folder is used. */
export const openStorage = async (stateDir: string | undefined): Promise<Storage> => {
  if (stateDir !== undefined) await mkdir(stateDir, { recursive: true });
  const folder = stateDir ?? (await mkdtemp(join(tmpdir(), 'encord-emulator-')));
  const keyFile = join(folder, 'encord-key');
  const stateFile = join(folder, 'state.json');
  const key = await readOrCreateKey(keyFile);
  return {
    key,
    keyFile,
    stateFile,
    savedState: existsSync(stateFile) ? await readFile(stateFile, 'utf8') : undefined,
    saveState: async (text) => {
      // A reader, or a start after a crash, never sees half a file.
      await writeFile(`${stateFile}.new`, text);
      await rename(`${stateFile}.new`, stateFile);
    },
    close: async () => {
      if (stateDir === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
};

const readOrCreateKey = async (file: string): Promise<EmulatorKey> => {
  if (existsSync(file)) {
    try {
      return restoreKey(await readFile(file, 'utf8'));
    } catch (error) {
      throw new Error(`Key file ${file} cannot be used`, { cause: error });
    }
  }
  const key = createKey();
  await writeFile(file, key.openSsh, { mode: 0o600 });
  return key;
};
