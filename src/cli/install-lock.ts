import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from '../config.js';

/**
 * Runs `work` while no other process runs work under the same lock folder; waits for those that do. The lock of a process that died
 * is taken over.
 */
export const withInstallLock = async <T>(folder: string, work: () => Promise<T>): Promise<T> => {
  while (!(await acquire(folder))) await sleep(200);
  try {
    return await work();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const acquire = async (folder: string): Promise<boolean> => {
  try {
    await mkdir(folder);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    const owner = Number(await readFile(`${folder}/pid`, 'utf8').catch(() => Number.NaN));
    // No number: its owner has just made the folder and is about to write it.
    if (Number.isInteger(owner) && owner > 0 && !isAlive(owner))
      await rm(folder, { recursive: true, force: true });
    return false;
  }
  await writeFile(`${folder}/pid`, String(process.pid));
  return true;
};
