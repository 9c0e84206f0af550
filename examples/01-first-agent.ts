/**
 * The smallest agent: look at each task of the stage "Agent 1" and send it along the pathway "complete".
 *
 *   npm run temporal        # a Temporal server with its UI
 *   npm run emulator        # a local Encord with 200 tasks
 *   npm run worker -- --agents examples/01-first-agent.ts
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Runner } from 'encord-temporal';

export const runner = new Runner();

runner.stage('Agent 1', async ({ task, signal, log }) => {
  // Stands for the work: a model, an API, your own code. Handing on the signal makes it end early when the poll is cancelled.
  await sleep(200, undefined, { signal });
  log.debug(`looked at ${task.dataTitle}`);
  return 'complete';
});
