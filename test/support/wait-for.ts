import { setTimeout as sleep } from 'node:timers/promises';

/** Polls until `look` answers something other than undefined or false. Fails after `forMs`, saying what was waited for. */
export const waitFor = async <T>(
  what: string,
  look: () => T | Promise<T>,
  forMs = 30_000,
): Promise<NonNullable<T>> => {
  const deadline = Date.now() + forMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== null && seen !== false) return seen;
    if (Date.now() > deadline) throw new Error(`Waited ${forMs} ms in vain for ${what}`);
    await sleep(50);
  }
};
