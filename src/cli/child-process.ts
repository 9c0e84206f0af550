import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Resolves when the process is gone: its exit code, or 1 where a signal ended it. */
export const exitOf = async (child: ChildProcess): Promise<number> => {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode ?? 1;
};

/** SIGTERM, and SIGKILL when that has not helped in time. Resolves with the exit code. */
export const stopProcess = async (child: ChildProcess, { killAfterMs = 10_000 } = {}): Promise<number> => {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  try {
    return await exitOf(child);
  } finally {
    clearTimeout(timer);
  }
};

/** What was started must not outlive us, whatever ends us short of SIGKILL. */
export const killAtExit = (child: ChildProcess): void => {
  const kill = (): void => {
    child.kill('SIGKILL');
  };
  process.on('exit', kill);
  child.once('exit', () => process.off('exit', kill));
};
