import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, startCli } from '../support/run-cli.js';

const PROJECT = '5f9b4a52-2f58-4d0a-8f39-0d5b7d7b0f11';

let cwd: string;
let taken: Server;
let port: string;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'cli-'));
  taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const address = taken.address();
  port = String(typeof address === 'object' ? address?.port : '');
});
afterAll(async () => {
  taken.close();
  await rm(cwd, { recursive: true });
});

/** Neither the settings nor the profile file of whoever runs the tests. */
const run = (...args: string[]) => runCli({ args, cwd, env: { HOME: cwd } });

describe('wrong use', () => {
  it.each<[string, string[], RegExp]>([
    ['an unknown command', ['stats'], /unknown command 'stats'[\s\S]*Did you mean/],
    ['no command', [], /Usage: encord-temporal/],
    ['an unknown option', ['start', '--stge', 'x'], /unknown option '--stge'[\s\S]*--stage/],
    ['no project', ['start'], /required option '--project <hash>' not specified/],
    [
      'no project hash',
      ['start', '--project', 'mine'],
      /--project <hash>' argument 'mine' is invalid. It must be a uuid/,
    ],
    ['no duration', ['start', '--project', PROJECT, '--refresh-every', '10'], /--refresh-every.*"10m"/],
    ['no order', ['start', '--project', PROJECT, '--order', 'random'], /--order.*sequential, parallel/],
    ['no port', ['emulator', '--port', '70000'], /--port.*65535/],
    ['no settings', ['worker'], /--ssh-key-file.*ENCORD_SSH_KEY/],
  ])('%s: exit code 2 and what is valid, on stderr', async (_, args, message) => {
    const result = await run(...args);
    expect(result).toEqual({ code: 2, stdout: '', stderr: expect.stringMatching(message) });
    expect(result.stderr).not.toMatch(/^\s+at /m);
  });
});

describe('what cannot be done', () => {
  it.each<[string, () => string[], RegExp]>([
    [
      'no Temporal server',
      () => ['status', '--address', '127.0.0.1:1'],
      /No Temporal server answers at 127\.0\.0\.1:1\b/,
    ],
    ['the port of an emulator is taken', () => ['emulator', '--port', port], /Port \d+ is in use/],
  ])('%s: exit code 1 and one line', async (_, args, message) => {
    const result = await run(...args());
    expect(result).toEqual({ code: 1, stdout: '', stderr: expect.stringMatching(message) });
    expect(result.stderr.trim().split('\n')).toHaveLength(1);
  });

  it('doctor names what fails and what to do, and goes on', async () => {
    const { code, stdout } = await run('doctor', '--address', '127.0.0.1:1', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual([
      { name: 'versions', status: 'ok', detail: expect.stringContaining(process.version) },
      { name: 'key', status: 'failed', detail: expect.stringContaining('ENCORD_SSH_KEY_FILE') },
      { name: 'temporal', status: 'failed', detail: expect.stringContaining('npm run temporal') },
      { name: 'worker', status: 'skipped', detail: expect.any(String) },
    ]);
  });
});

describe('asking for help', () => {
  it('is no error: usage and version go to stdout', async () => {
    const help = await run('start', '--help');
    expect([help.code, help.stderr]).toEqual([0, '']);
    expect(help.stdout).toContain('--concurrency <n>');
    const version = await run('--version');
    const { version: expected } = JSON.parse(
      await readFile(new URL('../../package.json', import.meta.url), 'utf8'),
    );
    expect([version.code, version.stdout]).toEqual([0, `${expected}\n`]);
  });
});

describe('emulator', () => {
  it('prints how it is reached, tells this folder, and is found by stages; nothing is left when it ends', async () => {
    const emulator = await startCli({
      args: ['emulator', '--port', '0', '--tasks', '3'],
      cwd,
      ready: 'Ctrl-C',
    });
    const [line = ''] = emulator.output().split('\n');
    const record = join(cwd, '.encord-temporal', 'emulator.json');
    const { pid, ...written } = JSON.parse(await readFile(record, 'utf8'));
    expect(written).toEqual(JSON.parse(line));
    expect(written).toEqual({
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      keyFile: expect.any(String),
      projects: [{ projectHash: PROJECT, title: 'Demo' }],
    });
    expect(pid).toEqual(expect.any(Number));

    const stages = await run('stages', '--json');
    expect(stages.stderr).toContain('local emulator');
    expect(JSON.parse(stages.stdout)).toMatchObject({ title: 'Demo', stages: [{ title: 'Agent 1' }] });

    expect(await emulator.stop()).toBe(0);
    await expect(readFile(record)).rejects.toThrow('ENOENT');
    await expect(readFile(written.keyFile)).rejects.toThrow('ENOENT');
  });
});
