/** Counts each run of each task at the emulator, and the most agents of a poll that ran at once in this process. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Runner } from 'encord-temporal';
import { count } from './count.js';

export const runner = new Runner();

const workMs = Number(process.env.AGENT_MS ?? 0);
let running = 0;
let most = 0;

runner.stage('Agent 1', async ({ task, client, signal }) => {
  running++;
  if (running > most) {
    most = running;
    await count(client, `most:${most}`);
  }
  try {
    await count(client, task.uuid);
    if (workMs > 0) await sleep(workMs, undefined, { signal });
    return 'complete';
  } finally {
    running--;
    // The next poll counts anew.
    if (running === 0) most = 0;
  }
});
