/** The worker in a process of its own: it loads native code and users' modules, which the command line should survive. */
import { type ChildProcess, spawn } from 'node:child_process';
import { extname } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Environment } from '../config.js';
import { exitOf, killAtExit, stopProcess } from './child-process.js';

const WORKER = fileURLToPath(new URL(`../worker${extname(import.meta.url)}`, import.meta.url));

/**
 * Loaded into the worker process first: when we are gone without a word (SIGKILL), so is the worker, which would otherwise go on taking
 * tasks with nobody to stop it. Plain JavaScript: the worker's threads load it, too, and without a loader for TypeScript.
 */
const EXIT_WITH_PARENT = `data:text/javascript,${encodeURIComponent(
  "process.channel?.unref(); process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));",
)}`;

export interface WorkerProcessOptions {
  readonly env: Environment;
  /** Default: the worker's stderr goes to ours. */
  readonly onMessage?: (line: string) => void;
  /** Gets each line of the worker's stdout. */
  readonly onResult?: (line: string) => void;
}

export interface WorkerProcess {
  /** Resolves when the worker polls; rejects when it ends before. */
  readonly running: Promise<void>;
  readonly exited: Promise<number>;
  /** SIGTERM; resolves with the exit code when the worker is gone. */
  stop(): Promise<number>;
}

export const startWorkerProcess = ({ env, onMessage, onResult }: WorkerProcessOptions): WorkerProcess => {
  // A process group of its own: Ctrl-C reaches us alone, and we end things in order.
  const child = spawn(process.execPath, [...process.execArgv, '--import', EXIT_WITH_PARENT, WORKER], {
    env: { ...env },
    detached: true,
    stdio: ['ignore', 'pipe', onMessage === undefined ? 'inherit' : 'pipe', 'ipc'],
  });
  killAtExit(child);
  if (child.stderr !== null && onMessage !== undefined)
    createInterface({ input: child.stderr }).on('line', onMessage);
  const exited = exitOf(child);
  const running = waitForRunning(child, { exited, onResult });
  // Whoever only waits for the end need not care for the beginning.
  running.catch(() => undefined);
  return {
    running,
    exited,
    stop: () => stopProcess(child, { killAfterMs: 60_000 }),
  };
};

const waitForRunning = async (
  child: ChildProcess,
  { exited, onResult }: { exited: Promise<number>; onResult: WorkerProcessOptions['onResult'] },
): Promise<void> => {
  if (child.stdout === null) throw new TypeError('The worker was started without a pipe');
  const lines = createInterface({ input: child.stdout });
  const running = new Promise<void>((resolve) => {
    lines.on('line', (line) => {
      onResult?.(line);
      if (line.includes('"RUNNING"')) resolve();
    });
  });
  const ended = exited.then((code) => {
    throw new Error(`The worker ended before it ran (exit code ${code}).`);
  });
  await Promise.race([running, ended]);
};
