/** Temporal's development server as a child process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { exitOf, killAtExit, stopProcess } from './child-process.js';
import { freePort, isPortOpen, LOOPBACK } from './ports.js';

export interface DevServerOptions {
  readonly cliPath: string;
  /** Default: any free one. */
  readonly port?: number;
  /** Default: any free one. */
  readonly uiPort?: number;
  /** Without the web UI. */
  readonly headless?: boolean;
  /** SQLite file that outlives the server; its folder is made. Default: nothing outlives it. */
  readonly dbFile?: string;
  /** In a process group of its own, which a Ctrl-C does not reach: whoever asks for it ends the server. Default: in ours. */
  readonly detached?: boolean;
  /** Gets each line of the server's own log. */
  readonly log?: (line: string) => void;
}

export interface DevServer {
  /** `127.0.0.1:PORT` */
  readonly address: string;
  readonly uiUrl: string | undefined;
  readonly pid: number;
  readonly exited: Promise<number>;
  /** SIGTERM; resolves when the server is gone, after about 3 seconds: a restart on the same file before that would fail. */
  stop(): Promise<void>;
}

/** Resolves when workflows can be started in the namespace "default". Throws with the server's own words when it cannot start. */
export const startDevServer = async (options: DevServerOptions): Promise<DevServer> => {
  const port = await portFor(options.port, { option: '--port', server: 'a Temporal server' });
  const uiPort = options.headless
    ? undefined
    : await portFor(options.uiPort, { option: '--ui-port', server: 'a web UI' });
  if (options.dbFile !== undefined) await mkdir(dirname(options.dbFile), { recursive: true });
  const child = spawn(options.cliPath, serverArguments({ port, uiPort, dbFile: options.dbFile }), {
    detached: options.detached ?? false,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  killAtExit(child);
  const lastLines = collectLog(child, options.log);
  const address = `${LOOPBACK}:${port}`;
  const exited = exitOf(child);
  try {
    await Promise.race([waitUntilUsable(address, port), failWhenGone(exited, lastLines)]);
  } catch (error) {
    await stopProcess(child);
    throw error;
  }
  return {
    address,
    uiUrl: uiPort === undefined ? undefined : `http://${LOOPBACK}:${uiPort}`,
    pid: child.pid ?? 0,
    exited,
    stop: async () => {
      await stopProcess(child);
    },
  };
};

/** The flags of design §4: WAL and eager activities make it about twice as fast as it is by default. */
const serverArguments = ({
  port,
  uiPort,
  dbFile,
}: {
  port: number;
  uiPort: number | undefined;
  dbFile: string | undefined;
}): string[] => [
  'server',
  'start-dev',
  '--ip',
  LOOPBACK,
  '--port',
  String(port),
  '--log-level',
  'error',
  ...(uiPort === undefined ? ['--headless'] : ['--ui-ip', LOOPBACK, '--ui-port', String(uiPort)]),
  ...(dbFile === undefined ? [] : ['--db-filename', dbFile]),
  '--sqlite-pragma',
  'journal_mode=wal',
  '--sqlite-pragma',
  'synchronous=normal',
  '--dynamic-config-value',
  'system.enableActivityEagerExecution=true',
  '--search-attribute',
  'EncordProject=Keyword',
  '--search-attribute',
  'EncordStage=Keyword',
];

/** Asked first: the server would say so only in its log, and for the UI's port only after it has started. */
const portFor = async (
  wanted: number | undefined,
  { option, server }: { option: string; server: string },
): Promise<number> => {
  try {
    return await freePort(wanted);
  } catch (error) {
    throw new Error(
      `Port ${wanted} is in use: perhaps ${server} runs there already. Stop it, or choose another port with ${option}.`,
      { cause: error },
    );
  }
};

const collectLog = (child: ChildProcess, log: DevServerOptions['log']): string[] => {
  const lastLines: string[] = [];
  if (child.stderr === null) return lastLines;
  createInterface({ input: child.stderr }).on('line', (line) => {
    lastLines.push(line);
    if (lastLines.length > 5) lastLines.shift();
    log?.(line);
  });
  return lastLines;
};

const failWhenGone = async (exited: Promise<number>, lastLines: readonly string[]): Promise<never> => {
  const code = await exited;
  const said = lastLines.map((line) => /msg="([^"]*)"/.exec(line)?.[1] ?? line).at(-1);
  throw new Error(
    `The Temporal server ended with exit code ${code} before it could be used${said === undefined ? '.' : `: ${said}`}`,
  );
};

const START_TIMEOUT_MS = 60_000;

const waitUntilUsable = async (address: string, port: number): Promise<void> => {
  const deadline = Date.now() + START_TIMEOUT_MS;
  // First the port: a gRPC channel that was refused once waits a second before it tries again.
  while (!(await isPortOpen(port))) await pause(deadline);
  const connection = Connection.lazy({ address });
  try {
    while (!(await namespaceExists(connection))) await pause(deadline);
  } finally {
    await connection.close();
  }
};

const pause = async (deadline: number): Promise<void> => {
  if (Date.now() > deadline)
    throw new Error(`The Temporal server could not be used within ${START_TIMEOUT_MS / 1000} s.`);
  await sleep(25);
};

const namespaceExists = async (connection: Connection): Promise<boolean> => {
  try {
    await connection.withDeadline(Date.now() + 5_000, () =>
      connection.workflowService.describeNamespace({ namespace: 'default' }),
    );
    return true;
  } catch {
    return false;
  }
};
