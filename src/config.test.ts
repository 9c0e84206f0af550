import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  ConfigError,
  EMULATOR_RECORD,
  type Environment,
  FIRST_EXAMPLE,
  findEmulator,
  readConfig,
  readEncordConfig,
  readTemporalConfig,
} from './config.js';

const KEY = '-----BEGIN OPENSSH PRIVATE KEY-----\nsecret\n-----END OPENSSH PRIVATE KEY-----\n';
/** The process id of a process that runs: us. */
const ALIVE = process.pid;
/** Above every limit of Linux: nobody's. */
const DEAD = 2 ** 30;

let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'config-'));
  writeFileSync(join(cwd, 'key'), KEY);
  writeFileSync(join(cwd, 'agents.ts'), 'export const runner = 1;');
  mkdirSync(join(cwd, 'folder'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const startRecord = (pid: number): void => {
  mkdirSync(join(cwd, '.encord-temporal'));
  const projects = [{ projectHash: 'p', title: 'Demo' }];
  const record = { url: 'http://127.0.0.1:8400', keyFile: join(cwd, 'key'), projects, pid };
  writeFileSync(join(cwd, EMULATOR_RECORD), JSON.stringify(record));
};

/** Without a home: the profile file of whoever runs the tests must not matter. */
const read = (env: Environment) => readConfig({ HOME: cwd, ...env }, { cwd });
const complete = { ENCORD_SSH_KEY_FILE: 'key', ENCORD_AGENTS: 'agents.ts' };

describe('a complete environment', () => {
  it('gives everything, with defaults', () => {
    expect(read(complete)).toEqual({
      encord: { sshKey: KEY, domain: 'https://api.encord.com' },
      agents: join(cwd, 'agents.ts'),
      maxTasks: 200,
      temporal: {
        connectionOptions: expect.objectContaining({ address: 'localhost:7233' }),
        namespace: 'default',
        taskQueue: 'encord-agents',
      },
      source: 'environment',
      warnings: [],
    });
  });

  it('takes every setting', () => {
    const config = read({
      ENCORD_SSH_KEY: KEY,
      ENCORD_SSH_KEY_PASSPHRASE: 'open sesame',
      ENCORD_DOMAIN: 'https://api.us.encord.com',
      ENCORD_AGENTS: join(cwd, 'agents.ts'),
      ENCORD_TASK_QUEUE: 'mine',
      ENCORD_MAX_TASKS: '2000',
      TEMPORAL_ADDRESS: 'temporal.example:7233',
      TEMPORAL_NAMESPACE: 'team',
      TEMPORAL_API_KEY: 'abc',
    });
    expect(config).toMatchObject({
      encord: { sshKey: KEY, passphrase: 'open sesame', domain: 'https://api.us.encord.com' },
      maxTasks: 2000,
      temporal: {
        connectionOptions: { address: 'temporal.example:7233', apiKey: 'abc', tls: true },
        namespace: 'team',
        taskQueue: 'mine',
      },
    });
  });

  it('expands ~ and takes empty variables for absent ones', () => {
    const { encord, maxTasks } = read({
      ...complete,
      ENCORD_SSH_KEY: '',
      ENCORD_SSH_KEY_FILE: '~/key',
      ENCORD_SSH_KEY_PASSPHRASE: '',
      ENCORD_MAX_TASKS: ' ',
    });
    expect(encord).toEqual({ sshKey: KEY, domain: 'https://api.encord.com' });
    expect(maxTasks).toBe(200);
  });

  it('prefers the text of a key to its file, and says so', () => {
    const { encord, warnings } = read({ ...complete, ENCORD_SSH_KEY: 'text' });
    expect(encord.sshKey).toBe('text');
    expect(warnings).toEqual([
      'ENCORD_SSH_KEY and ENCORD_SSH_KEY_FILE are both set: ENCORD_SSH_KEY is used.',
    ]);
  });

  it("reads Temporal's profile file", () => {
    writeFileSync(join(cwd, 'temporal.toml'), '[profile.prod]\naddress = "prod:7233"\nnamespace = "n"\n');
    const env = { TEMPORAL_CONFIG_FILE: join(cwd, 'temporal.toml'), TEMPORAL_PROFILE: 'prod' };
    expect(readTemporalConfig(env)).toMatchObject({
      connectionOptions: { address: 'prod:7233' },
      namespace: 'n',
    });
    expect(() => readTemporalConfig({ ...env, TEMPORAL_PROFILE: 'other' })).toThrow(
      "The settings for Temporal (TEMPORAL_* variables and profile file) cannot be used: Profile 'other' not found in config data.",
    );
  });
});

describe('a setting that is missing or wrong', () => {
  it.each<[string, Environment, RegExp]>([
    ['no key', { ENCORD_AGENTS: 'agents.ts' }, /ENCORD_SSH_KEY_FILE \(--ssh-key-file\).*ENCORD_SSH_KEY/],
    ['a domain alone', { ENCORD_DOMAIN: 'http://127.0.0.1:1' }, /No SSH key for Encord/],
    [
      'no such key file',
      { ...complete, ENCORD_SSH_KEY_FILE: '/nope' },
      /ENCORD_SSH_KEY_FILE.*\/nope.*no such file/,
    ],
    ['a folder as key file', { ...complete, ENCORD_SSH_KEY_FILE: 'folder' }, /it is a folder/],
    [
      'a path as key',
      { ...complete, ENCORD_SSH_KEY: 'key' },
      /ENCORD_SSH_KEY holds the path of a file.*ENCORD_SSH_KEY_FILE/,
    ],
    ['no agents', { ENCORD_SSH_KEY: KEY }, /--agents FILE or set ENCORD_AGENTS/],
    [
      'no such agents',
      { ...complete, ENCORD_AGENTS: 'nope.ts' },
      /ENCORD_AGENTS \(--agents\).*nope\.ts.*no such file/,
    ],
    ['a folder as agents', { ...complete, ENCORD_AGENTS: 'folder' }, /folder, which is a folder/],
    [
      'a domain without scheme',
      { ...complete, ENCORD_DOMAIN: 'api.encord.com' },
      /ENCORD_DOMAIN \(--domain\)/,
    ],
    [
      'no number of tasks',
      { ...complete, ENCORD_MAX_TASKS: 'many' },
      /ENCORD_MAX_TASKS \(--max-tasks\) is "many".*1 to 2000/,
    ],
    ['too many tasks', { ...complete, ENCORD_MAX_TASKS: '2001' }, /1 to 2000/],
    ['half a task', { ...complete, ENCORD_MAX_TASKS: '1.5' }, /1 to 2000/],
    [
      'no such profile file',
      { ...complete, TEMPORAL_CONFIG_FILE: '/nope' },
      /TEMPORAL_CONFIG_FILE names \/nope/,
    ],
  ])('%s: one line with its name', (_, env, message) => {
    const error = (() => {
      try {
        return read(env);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toBeInstanceOf(ConfigError);
    if (!(error instanceof ConfigError)) return;
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain('\n');
    expect(error.message).not.toContain('secret');
  });
});

describe('without any setting', () => {
  it('uses the emulator that runs in this folder and example 1, and says so', () => {
    startRecord(ALIVE);
    const { encord, agents, source, warnings } = read({});
    expect({ encord, agents, source }).toEqual({
      encord: { sshKey: KEY, domain: 'http://127.0.0.1:8400' },
      agents: FIRST_EXAMPLE,
      source: 'emulator',
    });
    expect(warnings).toEqual([
      expect.stringContaining('local emulator at http://127.0.0.1:8400'),
      expect.stringContaining('01-first-agent.ts'),
    ]);
  });

  it("uses one's own agents on the emulator", () => {
    startRecord(ALIVE);
    expect(read({ ENCORD_AGENTS: 'agents.ts' })).toMatchObject({
      source: 'emulator',
      agents: join(cwd, 'agents.ts'),
    });
  });

  it('does not use what an emulator that was killed has left', () => {
    startRecord(DEAD);
    expect(findEmulator({}, { cwd })).toBeUndefined();
    expect(() => readEncordConfig({}, { cwd })).toThrow(ConfigError);
  });

  it('does not use the emulator when a key or domain is given', () => {
    startRecord(ALIVE);
    expect(readEncordConfig({ ENCORD_SSH_KEY: KEY }, { cwd })).toMatchObject({
      source: 'environment',
      encord: { domain: 'https://api.encord.com' },
    });
    expect(findEmulator({ ENCORD_DOMAIN: 'https://api.encord.com' }, { cwd })).toBeUndefined();
  });

  it('takes a broken record for none', () => {
    mkdirSync(join(cwd, '.encord-temporal'));
    writeFileSync(join(cwd, EMULATOR_RECORD), '{"url":');
    expect(findEmulator({}, { cwd })).toBeUndefined();
  });
});
