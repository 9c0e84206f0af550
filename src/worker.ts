/** Composition root of the worker process: settings → client → activities → worker. */
import { existsSync, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';
import { createActivities } from './activities/create-activities.js';
import { type Config, readConfig, SEARCH_ATTRIBUTES, temporalUnreachable } from './config.js';
import { EncordClient } from './encord/client.js';
import { loadPrivateKey } from './encord/private-key.js';
import { loadRunner } from './runners/load-runner.js';

export { createActivities } from './activities/create-activities.js';

/** A worker that has not begun to poll; `run()` ends when it is shut down (SIGTERM, SIGINT) and throws when it cannot go on. */
export interface StartedWorker {
  readonly taskQueue: string;
  run(): Promise<void>;
}

/** Connects, loads the agents and makes a worker. */
export const startWorker = async (config: Config): Promise<StartedWorker> => {
  const { connectionOptions, namespace, taskQueue } = config.temporal;
  const runner = await loadRunner(config.agents);
  const privateKey = await loadPrivateKey(config.encord.sshKey, config.encord.passphrase);
  const client = new EncordClient({ privateKey, domain: config.encord.domain });
  const connection = await NativeConnection.connect(connectionOptions).catch((error: unknown) => {
    throw new Error(temporalUnreachable(config.temporal), { cause: error });
  });
  const searchAttributes = await knownSearchAttributes(connection, namespace);
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue,
    ...workflows(),
    activities: createActivities(runner, client, { searchAttributes }),
    maxConcurrentActivityTaskExecutions: config.maxTasks,
    // Activities that a workflow task schedules start in this very worker, without a way through the queue.
    maxEagerActivityReservationsPerWorkflowTask: 50,
    // Shorter ones run out on a busy PostgreSQL; longer ones delay the recovery from a crash.
    stickyQueueScheduleToStartTimeout: '3s',
    // Heartbeat details are check-points: they should not wait.
    maxHeartbeatThrottleInterval: '200ms',
    shutdownGraceTime: '10s',
  });
  return {
    taskQueue,
    run: async () => {
      try {
        await worker.run();
      } finally {
        await connection.close();
        await client.close();
      }
    },
  };
};

/** The bundle that the package was built with, or the sources next to this file. */
const workflows = (): { workflowBundle: { codePath: string } } | { workflowsPath: string } => {
  const codePath = fileURLToPath(new URL('./workflow-bundle.js', import.meta.url));
  return existsSync(codePath)
    ? { workflowBundle: { codePath } }
    : { workflowsPath: fileURLToPath(new URL('./workflows', import.meta.url)) };
};

/** The server refuses attributes that it does not know, so it is asked first. */
const knownSearchAttributes = async (connection: NativeConnection, namespace: string) => {
  try {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    const known = Object.values(SEARCH_ATTRIBUTES).every((name) => name in (customAttributes ?? {}));
    return known ? SEARCH_ATTRIBUTES : undefined;
  } catch {
    // Temporal Cloud does not let workers ask: runs are then found by their ids.
    return undefined;
  }
};

const main = async (): Promise<void> => {
  const config = readConfig();
  for (const warning of config.warnings) console.error(warning);
  const worker = await startWorker(config);
  const running = worker.run();
  console.log(JSON.stringify({ status: 'RUNNING', taskQueue: worker.taskQueue }));
  await running;
};

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
  main().then(
    () => process.exit(0),
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : String(error));
      process.exit(1);
    },
  );
