/** The only reader of the environment: one checked value for the worker, parts of it for the commands that need less. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ClientConnectConfig, loadClientConnectConfig } from '@temporalio/envconfig';
import { z } from 'zod';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface EncordConfig {
  /** Text of an Ed25519 private key. */
  readonly sshKey: string;
  readonly passphrase?: string;
  /** Origin of Encord's API. */
  readonly domain: string;
}

export interface TemporalConfig {
  /** For `Connection.connect` and `NativeConnection.connect` alike. */
  readonly connectionOptions: ClientConnectConfig['connectionOptions'] & { readonly address: string };
  readonly namespace: string;
  readonly taskQueue: string;
}

export interface EncordSettings {
  readonly encord: EncordConfig;
  /** Where the settings come from: the environment, or the emulator that runs in this folder. */
  readonly source: 'environment' | 'emulator';
  /** Whole sentences for a person. */
  readonly warnings: readonly string[];
}

export interface Config extends EncordSettings {
  /** Absolute path of the module that exports `runner`. */
  readonly agents: string;
  /** Tasks that one worker runs at the same time, 1..2000. */
  readonly maxTasks: number;
  readonly temporal: TemporalConfig;
}

export interface ReadOptions {
  /** Folder that relative paths start from. Default: the process's. */
  readonly cwd?: string;
}

/** A setting that is missing or cannot be used; the message is one line that names the option and the variable. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

export const DEFAULT_TASK_QUEUE = 'encord-agents';

/** Search attributes by which runs can be found, where the Temporal server knows them. */
export const SEARCH_ATTRIBUTES = { project: 'EncordProject', stage: 'EncordStage' } as const;

/** Where a running emulator says how it is reached; relative to the folder it was started in. */
export const EMULATOR_RECORD = join('.encord-temporal', 'emulator.json');

/** The package's own example 1: the same place from `src` and from `dist`. */
export const FIRST_EXAMPLE = fileURLToPath(new URL('../examples/01-first-agent.ts', import.meta.url));

const emulatorRecord = z.object({
  url: z.string(),
  keyFile: z.string(),
  projects: z.array(z.object({ projectHash: z.string(), title: z.string() })),
  pid: z.number(),
});
export type EmulatorRecord = z.output<typeof emulatorRecord>;

/** The environment as a value, to be read from and handed to child processes. Empty variables count as absent. */
export const readEnvironment = (): Environment => withoutEmpty(process.env);

const withoutEmpty = (env: Environment): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => (entry[1] ?? '').trim() !== ''),
  );

/** Everything that a worker needs. Throws ConfigError. */
export const readConfig = (env: Environment = readEnvironment(), options: ReadOptions = {}): Config => {
  const settings = readEncordConfig(env, options);
  const { agents, warnings } = readAgents(env, { ...options, source: settings.source });
  return {
    ...settings,
    agents,
    maxTasks: readMaxTasks(env),
    temporal: readTemporalConfig(env),
    warnings: [...settings.warnings, ...warnings],
  };
};

/** Key and domain; without any setting of Encord's, those of the emulator that runs in this folder. Throws ConfigError. */
export const readEncordConfig = (
  env: Environment = readEnvironment(),
  options: ReadOptions = {},
): EncordSettings => {
  const emulator = findEmulator(env, options);
  if (emulator !== undefined)
    return {
      encord: { sshKey: readKeyFile(emulator.keyFile, EMULATOR_RECORD), domain: emulator.url },
      source: 'emulator',
      warnings: [
        `No ENCORD_SSH_KEY is set: using the local emulator at ${emulator.url} (${EMULATOR_RECORD}).`,
      ],
    };
  const given = withoutEmpty(env);
  const { sshKey, warnings } = readSshKey(given, options);
  const passphrase = given.ENCORD_SSH_KEY_PASSPHRASE;
  return {
    encord: { sshKey, domain: readDomain(given), ...(passphrase === undefined ? {} : { passphrase }) },
    source: 'environment',
    warnings,
  };
};

/** The emulator that runs in this folder, unless the environment says anything of key or domain. */
export const findEmulator = (
  env: Environment = readEnvironment(),
  { cwd = process.cwd() }: ReadOptions = {},
): EmulatorRecord | undefined => {
  const { ENCORD_SSH_KEY, ENCORD_SSH_KEY_FILE, ENCORD_DOMAIN } = withoutEmpty(env);
  if ((ENCORD_SSH_KEY ?? ENCORD_SSH_KEY_FILE ?? ENCORD_DOMAIN) !== undefined) return undefined;
  const file = join(cwd, EMULATOR_RECORD);
  if (!existsSync(file)) return undefined;
  const record = emulatorRecord.safeParse(parseJson(readFileSync(file, 'utf8')));
  // The file of an emulator that was killed stays behind.
  return record.success && isAlive(record.data.pid) ? record.data : undefined;
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};

const readSshKey = (
  env: Record<string, string>,
  { cwd = process.cwd() }: ReadOptions,
): { sshKey: string; warnings: string[] } => {
  const { ENCORD_SSH_KEY: text, ENCORD_SSH_KEY_FILE: file } = env;
  if (text !== undefined) {
    if (isPathOfFile(text, cwd))
      throw new ConfigError(
        'ENCORD_SSH_KEY holds the path of a file, but must hold the text of the key. Set ENCORD_SSH_KEY_FILE (--ssh-key-file) to that path.',
      );
    const both = 'ENCORD_SSH_KEY and ENCORD_SSH_KEY_FILE are both set: ENCORD_SSH_KEY is used.';
    return { sshKey: text, warnings: file === undefined ? [] : [both] };
  }
  if (file === undefined)
    throw new ConfigError(
      'No SSH key for Encord. Set ENCORD_SSH_KEY_FILE (--ssh-key-file) to the path of a private key, or ENCORD_SSH_KEY to its text.',
    );
  return {
    sshKey: readKeyFile(resolve(cwd, expandHome(file, env)), 'ENCORD_SSH_KEY_FILE (--ssh-key-file)'),
    warnings: [],
  };
};

const isPathOfFile = (text: string, cwd: string): boolean =>
  text.length < 4096 && !text.includes('\n') && existsSync(resolve(cwd, expandHome(text, {})));

const expandHome = (path: string, env: Environment): string =>
  path === '~' || path.startsWith('~/') ? join(env.HOME ?? homedir(), path.slice(1)) : path;

const readKeyFile = (path: string, where: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigError(`${where} names ${path}, which cannot be read: ${reasonOf(error)}.`, {
      cause: error,
    });
  }
};

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
};

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return REASONS[code] ?? error.message.split('\n', 1)[0] ?? error.name;
};

const readDomain = (env: Record<string, string>): string => {
  const domain = env.ENCORD_DOMAIN ?? 'https://api.encord.com';
  if (z.url({ protocol: /^https?$/ }).safeParse(domain).success) return domain;
  throw new ConfigError(
    `ENCORD_DOMAIN (--domain) is "${domain}", but must be an origin such as https://api.encord.com.`,
  );
};

const readAgents = (
  env: Environment,
  { cwd = process.cwd(), source }: ReadOptions & Pick<Config, 'source'>,
): { agents: string; warnings: string[] } => {
  const given = withoutEmpty(env).ENCORD_AGENTS;
  if (given === undefined) {
    if (source === 'emulator')
      return {
        agents: FIRST_EXAMPLE,
        warnings: [`No ENCORD_AGENTS is set: using the example ${FIRST_EXAMPLE}.`],
      };
    throw new ConfigError(
      'No agents. Pass --agents FILE or set ENCORD_AGENTS to the path of the module that exports `runner`.',
    );
  }
  const agents = resolve(cwd, expandHome(given, env));
  if (!existsSync(agents))
    throw new ConfigError(`ENCORD_AGENTS (--agents) names ${agents}, but there is no such file.`);
  if (statSync(agents).isDirectory())
    throw new ConfigError(
      `ENCORD_AGENTS (--agents) names ${agents}, which is a folder: name the module that exports \`runner\`.`,
    );
  return { agents, warnings: [] };
};

const readMaxTasks = (env: Environment): number => {
  const given = withoutEmpty(env).ENCORD_MAX_TASKS ?? '200';
  const parsed = z.coerce.number().int().min(1).max(2000).safeParse(given);
  if (parsed.success) return parsed.data;
  throw new ConfigError(
    `ENCORD_MAX_TASKS (--max-tasks) is "${given}", but must be a whole number from 1 to 2000.`,
  );
};

/** How to reach Temporal, by the variables and the profile file that Temporal's own tools use. Throws ConfigError. */
export const readTemporalConfig = (env: Environment = readEnvironment()): TemporalConfig => {
  const given = withoutEmpty(env);
  const file = given.TEMPORAL_CONFIG_FILE;
  // The loader takes a file that does not exist for an empty one, and would go to localhost instead of where it was sent.
  if (file !== undefined && !existsSync(file))
    throw new ConfigError(`TEMPORAL_CONFIG_FILE names ${file}, but there is no such file.`);
  const { connectionOptions, namespace } = loadConnectConfig(given);
  return {
    connectionOptions: { ...connectionOptions, address: connectionOptions.address ?? 'localhost:7233' },
    namespace: namespace ?? 'default',
    taskQueue: given.ENCORD_TASK_QUEUE ?? DEFAULT_TASK_QUEUE,
  };
};

/** For whoever could not connect. */
export const temporalUnreachable = ({ connectionOptions }: TemporalConfig): string =>
  `No Temporal server answers at ${connectionOptions.address}. Start one with \`npm run temporal\`, or set TEMPORAL_ADDRESS.`;

const loadConnectConfig = (env: Record<string, string>): ClientConnectConfig => {
  try {
    return loadClientConnectConfig({ overrideEnvVars: env });
  } catch (error) {
    throw new ConfigError(
      `The settings for Temporal (TEMPORAL_* variables and profile file) cannot be used: ${reasonOf(error)}.`,
      {
        cause: error,
      },
    );
  }
};
