/** Options that several commands share, and the parsers of their values. */
import { InvalidArgumentError, Option } from '@commander-js/extra-typings';
import type { Environment } from '../config.js';
import { isUuid } from '../encord/project.js';

export const whole =
  (from: number, to: number) =>
  (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= from && value <= to) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${from} to ${to}.`);
  };

export const ANY_COUNT = Number.MAX_SAFE_INTEGER;

export const port = whole(0, 65_535);

export const percent = (text: string): number => {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= 100) return value;
  throw new InvalidArgumentError('It must be a number from 0 to 100.');
};

export const duration = (text: string): string => {
  if (/^\d+(?:\.\d+)? ?[a-z]+$/i.test(text)) return text;
  throw new InvalidArgumentError('It must be a duration such as "500ms", "5s" or "10m".');
};

export const uuid = (text: string): string => {
  if (isUuid(text)) return text.toLowerCase();
  throw new InvalidArgumentError('It must be a uuid.');
};

/** For options that may be given several times. */
export const collect = (value: string, previous: string[] = []): string[] => [...previous, value];

export const collectUuids = (value: string, previous?: string[]): string[] => collect(uuid(value), previous);

export const tasksPerActivity = (text: string): number | 'auto' => {
  if (text === 'auto') return text;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= 100) return value;
  throw new InvalidArgumentError('It must be a whole number from 1 to 100, or "auto".');
};

export const jsonOption = new Option('--json', 'print the result as one line of JSON');
export const addressOption = new Option('--address <host:port>', 'Temporal server (TEMPORAL_ADDRESS)');
export const namespaceOption = new Option('--namespace <name>', 'Temporal namespace (TEMPORAL_NAMESPACE)');
export const taskQueueOption = new Option('--task-queue <name>', 'Temporal task queue (ENCORD_TASK_QUEUE)');
export const sshKeyFileOption = new Option(
  '--ssh-key-file <file>',
  'private key for Encord (ENCORD_SSH_KEY_FILE)',
);
export const domainOption = new Option('--domain <url>', "origin of Encord's API (ENCORD_DOMAIN)");
export const projectOption = new Option('--project <hash>', 'project hash').argParser(uuid);

const VARIABLES = {
  agents: 'ENCORD_AGENTS',
  sshKeyFile: 'ENCORD_SSH_KEY_FILE',
  domain: 'ENCORD_DOMAIN',
  taskQueue: 'ENCORD_TASK_QUEUE',
  maxTasks: 'ENCORD_MAX_TASKS',
  address: 'TEMPORAL_ADDRESS',
  namespace: 'TEMPORAL_NAMESPACE',
} as const;

type SettingOptions = { readonly [K in keyof typeof VARIABLES]?: string | number | undefined };

/** The environment in which the given options have replaced their variables. */
export const withOptions = (env: Environment, options: SettingOptions): Environment => {
  const merged: Record<string, string | undefined> = { ...env };
  // Otherwise the key in the environment would win over the file that was named on the command line.
  if (options.sshKeyFile !== undefined) delete merged.ENCORD_SSH_KEY;
  for (const [option, variable] of Object.entries(VARIABLES)) {
    const value = options[option as keyof typeof VARIABLES];
    if (value !== undefined) merged[variable] = String(value);
  }
  return merged;
};
