import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cacheFolder, findTemporalCli } from './temporal-cli.js';

let folder: string;
let env: { PATH: string; HOME: string; XDG_CACHE_HOME: string };

const program = (path: string, script: string): string => {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, path), 0o755);
  return join(folder, path);
};
const temporal = (path: string): string => program(path, 'echo "temporal version 1.2.3"');

beforeEach(() => {
  vi.stubEnv('HTTPS_PROXY', 'http://127.0.0.1:9');
  folder = mkdtempSync(join(tmpdir(), 'find-'));
  env = { PATH: join(folder, 'path'), HOME: folder, XDG_CACHE_HOME: join(folder, 'cache') };
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const CACHED = 'cache/encord-temporal/bin/temporal';

/** A `go` that "builds" by writing an executable, and notes that it did. */
const go = (what = 'echo temporal version 0.0.0-DEV'): string =>
  program(
    'path/go',
    `[ "$1" = version ] && exit 0
/bin/sleep 0.3
echo "$@" >> "${folder}/built"
printf '#!/bin/sh\\n${what}\\n' > "$GOBIN/temporal"
/bin/chmod +x "$GOBIN/temporal"`,
  );

describe('an executable that is there', () => {
  it('is taken from TEMPORAL_CLI_PATH, then PATH, then the cache', async () => {
    const cached = temporal(CACHED);
    expect(await findTemporalCli({ env })).toEqual({ path: cached, source: 'cache' });
    const onPath = temporal('path/temporal');
    expect(await findTemporalCli({ env })).toEqual({ path: onPath, source: 'PATH' });
    const named = temporal('mine');
    expect(await findTemporalCli({ env: { ...env, TEMPORAL_CLI_PATH: named } })).toEqual({
      path: named,
      source: 'TEMPORAL_CLI_PATH',
    });
  });

  it('is passed over when it does not run or is something else', async () => {
    program('path/temporal', 'exit 3');
    const other = program('other', 'echo "a calendar"');
    const cached = temporal(CACHED);
    expect(await findTemporalCli({ env: { ...env, TEMPORAL_CLI_PATH: other } })).toEqual({
      path: cached,
      source: 'cache',
    });
  });

  it('lies in ~/.cache where XDG_CACHE_HOME is not set', () => {
    expect(cacheFolder({ HOME: '/home/a' })).toBe('/home/a/.cache/encord-temporal');
  });
});

// The SDK's own download is tried before Go; it honours the proxy of the process, and behind this one there is nothing.
describe('an executable that is not there', () => {
  it('is built once by Go, although two ask at the same time', async () => {
    go();
    const lines: string[] = [];
    const find = () => findTemporalCli({ env, log: (line) => lines.push(line) });
    const [first, second] = await Promise.all([find(), find()]);
    expect([first.source, second.source].toSorted()).toEqual(['cache', 'go install']);
    expect(first.path).toBe(join(folder, CACHED));
    expect(readFileSync(join(folder, 'built'), 'utf8')).toBe(
      'install github.com/temporalio/cli/cmd/temporal@v1.5.1\n',
    );
    expect(lines).toEqual([expect.stringContaining('about 3 minutes')]);
    expect(readdirSync(join(folder, CACHED, '..'))).toEqual(['temporal']);
  }, 30_000);

  it('ends in an error that lists what was tried and how to install it', async () => {
    go('exit 1');
    const named = join(folder, 'nowhere');
    const found = findTemporalCli({ env: { ...env, TEMPORAL_CLI_PATH: named } });
    const message = await found.then(
      ({ path }) => `found ${path}`,
      (error: unknown) => String(error),
    );
    expect(message).toContain(`TEMPORAL_CLI_PATH: ${named} does not exist`);
    expect(message).toContain('PATH: no `temporal` there');
    expect(message).toContain(`cache: ${join(folder, CACHED)} does not exist`);
    expect(message).toMatch(/SDK download: .+; go install: what came does not run/);
    expect(message).toContain('https://docs.temporal.io/cli');
    expect(message).toContain('TEMPORAL_ADDRESS');
    expect(readdirSync(join(folder, CACHED, '..'))).toEqual([]);
  }, 30_000);

  it('is not waited for when the one who was getting it is dead', async () => {
    go();
    const lock = join(folder, CACHED, '..', '.lock');
    mkdirSync(lock, { recursive: true });
    writeFileSync(join(lock, 'pid'), String(2 ** 30));
    const { path } = await findTemporalCli({ env });
    expect(path).toBe(join(folder, CACHED));
  }, 30_000);
});
