/** Finds the Temporal CLI, whose `server start-dev` is our development server, or gets it once into a cache folder. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { Environment } from '../config.js';
import { withInstallLock } from './install-lock.js';

const run = promisify(execFile);

export interface FindOptions {
  readonly env: Environment;
  /** Gets a line before anything that takes long. */
  readonly log?: (line: string) => void;
}

export interface TemporalCli {
  readonly path: string;
  readonly source: 'TEMPORAL_CLI_PATH' | 'PATH' | 'cache' | 'SDK download' | 'go install';
}

const GO_PACKAGE = 'github.com/temporalio/cli/cmd/temporal@v1.5.1';
const EXECUTABLE = process.platform === 'win32' ? 'temporal.exe' : 'temporal';

/** `~/.cache/encord-temporal`, or where XDG_CACHE_HOME says. */
export const cacheFolder = (env: Environment): string =>
  join(env.XDG_CACHE_HOME ?? join(env.HOME ?? homedir(), '.cache'), 'encord-temporal');

/**
 * Looks in the order of TEMPORAL_CLI_PATH, PATH, our cache folder; then fills the cache by the SDK's own download or by
 * `go install`. Throws one error that lists everything that was tried.
 */
export const findTemporalCli = async ({ env, log = () => {} }: FindOptions): Promise<TemporalCli> => {
  const tried: string[] = [];
  const existing = await findExisting(env, tried);
  if (existing !== undefined) return existing;
  const folder = join(cacheFolder(env), 'bin');
  await mkdir(folder, { recursive: true });
  return withInstallLock(join(folder, '.lock'), async () => {
    const cached = join(folder, EXECUTABLE);
    // Another process may have got it while we waited for the lock.
    if ((await problemOf(cached, env)) === undefined) return { path: cached, source: 'cache' };
    for (const [source, install] of Object.entries(INSTALLERS)) {
      const problem = await attempt(() => install({ env, log, folder, cached }));
      if (problem === undefined) return { path: cached, source: source as keyof typeof INSTALLERS };
      tried.push(`${source}: ${problem}`);
    }
    throw new Error(
      `No Temporal server could be found or got. Tried ${tried.join('; ')}. ` +
        'Install the Temporal CLI (https://docs.temporal.io/cli) so that `temporal` is on the PATH, ' +
        'or set TEMPORAL_CLI_PATH to it, or set TEMPORAL_ADDRESS to a running server.',
    );
  });
};

const findExisting = async (env: Environment, tried: string[]): Promise<TemporalCli | undefined> => {
  const candidates: TemporalCli[] = [
    ...(env.TEMPORAL_CLI_PATH === undefined
      ? []
      : [{ path: env.TEMPORAL_CLI_PATH, source: 'TEMPORAL_CLI_PATH' as const }]),
    ...pathFolders(env).map((folder) => ({ path: join(folder, EXECUTABLE), source: 'PATH' as const })),
    { path: join(cacheFolder(env), 'bin', EXECUTABLE), source: 'cache' },
  ];
  for (const candidate of candidates) {
    const problem = await problemOf(candidate.path, env);
    if (problem === undefined) return candidate;
    const line =
      problem === NOT_FOUND && candidate.source === 'PATH'
        ? 'PATH: no `temporal` there'
        : `${candidate.source}: ${candidate.path} ${problem}`;
    if (!tried.includes(line)) tried.push(line);
  }
  return undefined;
};

const pathFolders = (env: Environment): string[] =>
  (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');

const NOT_FOUND = 'does not exist';

/** Why this file is no Temporal CLI that works; undefined when it is one. */
const problemOf = async (path: string, env: Environment): Promise<string | undefined> => {
  try {
    const { stdout } = await run(path, ['--version'], { env: { ...env }, timeout: 30_000 });
    return stdout.startsWith('temporal version') ? undefined : 'is no Temporal CLI';
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return NOT_FOUND;
    return `does not run (${firstLine(error)})`;
  }
};

const firstLine = (error: unknown): string => {
  const text = error instanceof Error ? error.message : String(error);
  return (text.split('\n', 1)[0] ?? text).slice(0, 200);
};

const attempt = async (install: () => Promise<void>): Promise<string | undefined> => {
  try {
    await install();
    return undefined;
  } catch (error) {
    return firstLine(error);
  }
};

interface InstallOptions extends Required<FindOptions> {
  readonly folder: string;
  /** Where the executable must be in the end; it gets there in one step. */
  readonly cached: string;
}

/** The SDK downloads while it starts a server; we want the file alone, under a name that does not expire. */
const download = async ({ folder, cached, env }: InstallOptions): Promise<void> => {
  const downloadDir = await mkdtemp(join(folder, '.download-'));
  try {
    const { TestWorkflowEnvironment } = await import('@temporalio/testing');
    const server = await TestWorkflowEnvironment.createLocal({
      server: { executable: { type: 'cached-download', downloadDir } },
    });
    await server.teardown();
    const [file] = await readdir(downloadDir);
    if (file === undefined) throw new Error('nothing was downloaded');
    await putInPlace(join(downloadDir, file), { cached, env });
  } finally {
    await rm(downloadDir, { recursive: true, force: true });
  }
};

const goInstall = async ({ folder, cached, env, log }: InstallOptions): Promise<void> => {
  try {
    await run('go', ['version'], { env: { ...env } });
  } catch (error) {
    throw new Error('no `go` on the PATH', { cause: error });
  }
  const bin = await mkdtemp(join(folder, '.build-'));
  try {
    log(`Building the Temporal server with \`go install ${GO_PACKAGE}\`: about 3 minutes, once.`);
    await run('go', ['install', GO_PACKAGE], { env: { ...env, GOBIN: bin }, maxBuffer: 64 * 1024 * 1024 });
    await putInPlace(join(bin, EXECUTABLE), { cached, env });
  } finally {
    await rm(bin, { recursive: true, force: true });
  }
};

const putInPlace = async (
  file: string,
  { cached, env }: Pick<InstallOptions, 'cached' | 'env'>,
): Promise<void> => {
  const problem = await problemOf(file, env);
  if (problem !== undefined) throw new Error(`what came ${problem}`);
  await rename(file, cached);
};

const INSTALLERS = { 'SDK download': download, 'go install': goInstall } as const;
