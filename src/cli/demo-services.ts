/** What the demo runs on: a Temporal server, the emulator, a worker. Each ends with `close`, in reverse order. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Environment, FIRST_EXAMPLE, readTemporalConfig } from '../config.js';
import { type Emulator, startEmulator } from '../emulator/index.js';
import { startDevServer } from './dev-server.js';
import { findTemporalCli } from './temporal-cli.js';
import { startWorkerProcess } from './worker-process.js';

export interface DemoServices {
  /** The settings under which worker and client meet. */
  readonly env: Environment;
  readonly emulator: Emulator;
  readonly temporalAddress: string;
  /** Absent when the server is not ours. */
  readonly uiUrl: string | undefined;
}

export interface DemoServicesOptions {
  readonly env: Environment;
  readonly tasks: number;
  readonly log: (line: string) => void;
  /** Gets what ends each service, as soon as it runs. */
  readonly onClose: (close: () => Promise<void>) => void;
}

export const startDemoServices = async ({
  env,
  tasks,
  log,
  onClose,
}: DemoServicesOptions): Promise<DemoServices> => {
  const folder = await mkdtemp(join(tmpdir(), 'encord-temporal-demo-'));
  onClose(() => rm(folder, { recursive: true, force: true }));

  const temporal = await startTemporal({ env, folder, log, onClose });
  log(
    `Temporal server: ${temporal.temporalAddress}${temporal.uiUrl === undefined ? '' : `, web UI ${temporal.uiUrl}`}`,
  );

  const emulator = await startEmulator({ seed: 'demo', tasks });
  onClose(() => emulator.close());
  log(`Encord emulator: ${emulator.url}, ${tasks} tasks are waiting`);

  const workerEnv = { ...temporal.env, ...encordSettings(emulator) };
  const lastLines: string[] = [];
  const worker = startWorkerProcess({
    env: workerEnv,
    onMessage: (line) => {
      lastLines.push(line);
      if (lastLines.length > 20) lastLines.shift();
    },
  });
  onClose(async () => {
    await worker.stop();
  });
  await worker.running.catch((error: unknown) => {
    for (const line of lastLines) log(line);
    throw error;
  });
  log(`Worker: runs ${FIRST_EXAMPLE}`);
  return { ...temporal, env: workerEnv, emulator };
};

const encordSettings = (emulator: Emulator): Environment => ({
  ENCORD_SSH_KEY: undefined,
  ENCORD_SSH_KEY_PASSPHRASE: undefined,
  ENCORD_SSH_KEY_FILE: emulator.keyFile,
  ENCORD_DOMAIN: emulator.url,
  ENCORD_AGENTS: FIRST_EXAMPLE,
});

type Temporal = Pick<DemoServices, 'env' | 'temporalAddress' | 'uiUrl'>;

const startTemporal = async ({
  env,
  folder,
  log,
  onClose,
}: Omit<DemoServicesOptions, 'tasks'> & { folder: string }): Promise<Temporal> => {
  if (env.TEMPORAL_ADDRESS !== undefined) {
    // On a server that others use, our tasks must not reach their workers.
    const shared = { ...env, ENCORD_TASK_QUEUE: `encord-demo-${process.pid}` };
    const { connectionOptions } = readTemporalConfig(shared);
    return { env: shared, temporalAddress: connectionOptions.address, uiUrl: undefined };
  }
  const cli = await findTemporalCli({ env, log });
  // After a Ctrl-C the worker still needs the server for a moment.
  const server = await startDevServer({
    cliPath: cli.path,
    dbFile: join(folder, 'temporal.db'),
    detached: true,
  });
  onClose(() => server.stop());
  // A profile of its own: the one in the user's home may ask for TLS or another namespace.
  const profile = join(folder, 'temporal.toml');
  await writeFile(profile, `[profile.default]\naddress = "${server.address}"\nnamespace = "default"\n`);
  const own = { ...withoutTemporal(env), TEMPORAL_ADDRESS: server.address, TEMPORAL_CONFIG_FILE: profile };
  return { env: own, temporalAddress: server.address, uiUrl: server.uiUrl };
};

const withoutTemporal = (env: Environment): Environment =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('TEMPORAL_')));
