import type { Command } from '@commander-js/extra-typings';
import { connect, hasWorkers, serverVersion } from '../../client.js';
import {
  type Environment,
  findEmulator,
  readEncordConfig,
  readEnvironment,
  readTemporalConfig,
} from '../../config.js';
import { EncordClient } from '../../encord/client.js';
import { loadPrivateKey } from '../../encord/private-key.js';
import { agentStagesOf } from '../../encord/project.js';
import {
  addressOption,
  domainOption,
  jsonOption,
  namespaceOption,
  projectOption,
  sshKeyFileOption,
  taskQueueOption,
  withOptions,
} from '../options.js';
import { printResult } from '../output.js';
import { packageVersion } from '../package-version.js';
import { EXIT } from '../report.js';

export const addDoctor = (program: Command): void => {
  program
    .command('doctor')
    .description('check key, domain, project, Temporal and worker, and say what to do')
    .addOption(projectOption)
    .addOption(jsonOption)
    .addOption(sshKeyFileOption)
    .addOption(domainOption)
    .addOption(addressOption)
    .addOption(namespaceOption)
    .addOption(taskQueueOption)
    .action(async (options) => {
      const { project, json, ...settings } = options;
      const env = withOptions(readEnvironment(), settings);
      const checks = [
        {
          name: 'versions',
          status: 'ok',
          detail: `encord-temporal ${packageVersion()}, Node ${process.version}`,
        },
        ...(await checkEncord(env, project)),
        ...(await checkTemporal(env)),
      ] satisfies Check[];
      printResult(json ? JSON.stringify(checks) : checks.map(format).join('\n'));
      if (checks.some(({ status }) => status === 'failed')) process.exitCode = EXIT.failed;
    });
};

interface Check {
  readonly name: string;
  readonly status: 'ok' | 'failed' | 'skipped';
  readonly detail: string;
}

const format = ({ name, status, detail }: Check): string =>
  `${status.padEnd(7)}  ${name.padEnd(8)}  ${detail}`;

const ok = (name: string, detail: string): Check => ({ name, status: 'ok', detail });
const skipped = (name: string, detail: string): Check => ({ name, status: 'skipped', detail });
const failed = (name: string, error: unknown): Check => ({
  name,
  status: 'failed',
  detail: error instanceof Error ? error.message : String(error),
});

const checkEncord = async (env: Environment, project: string | undefined): Promise<Check[]> => {
  const checks: Check[] = [];
  let name = 'key';
  try {
    const { encord, warnings } = readEncordConfig(env);
    const privateKey = await loadPrivateKey(encord.sshKey, encord.passphrase);
    checks.push(ok('key', ['an Ed25519 private key', ...warnings].join('. ')));
    name = 'domain';
    const client = new EncordClient({
      privateKey,
      domain: encord.domain,
      repeatForMs: 0,
      requestTimeoutMs: 10_000,
    });
    try {
      checks.push(ok('domain', client.domain));
      name = 'project';
      checks.push(await checkProject(client, project ?? findEmulator(env)?.projects[0]?.projectHash));
    } finally {
      await client.close();
    }
  } catch (error) {
    checks.push(failed(name, error));
  }
  return checks;
};

const checkProject = async (client: EncordClient, projectHash: string | undefined): Promise<Check> => {
  if (projectHash === undefined)
    return skipped('project', 'Encord was not asked: name a project with --project HASH.');
  const project = await client.getProject(projectHash);
  const stages = agentStagesOf(project).map(({ title }) => `"${title}"`);
  if (stages.length === 0)
    return failed('project', `"${project.title}" has no agent stage: add one to its workflow in Encord.`);
  return ok('project', `"${project.title}", agent stages ${stages.join(', ')}`);
};

const checkTemporal = async (env: Environment): Promise<Check[]> => {
  const checks: Check[] = [];
  let name = 'temporal';
  try {
    const config = readTemporalConfig(env);
    const connection = await connect(config);
    try {
      const version = await serverVersion(connection);
      await connection.client.workflowService.describeNamespace({ namespace: config.namespace });
      const { address } = config.connectionOptions;
      checks.push(ok('temporal', `server ${version} at ${address}, namespace "${config.namespace}"`));
      name = 'worker';
      if (!(await hasWorkers(connection)))
        throw new Error(
          `No worker asks task queue "${config.taskQueue}" for work: start one with \`encord-temporal worker --agents FILE\`.`,
        );
      checks.push(ok('worker', `at work on task queue "${config.taskQueue}"`));
    } finally {
      await connection.close();
    }
  } catch (error) {
    checks.push(failed(name, error));
    if (name === 'temporal') checks.push(skipped('worker', 'needs Temporal.'));
  }
  return checks;
};
