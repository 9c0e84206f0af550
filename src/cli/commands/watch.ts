import type { Command } from '@commander-js/extra-typings';
import { listRuns, type TemporalConnection } from '../../client.js';
import { readEnvironment } from '../../config.js';
import { isPoll, progressOf, progressOfAll } from '../follow-runs.js';
import { addressOption, jsonOption, namespaceOption, taskQueueOption, withOptions } from '../options.js';
import { printMessage } from '../output.js';
import { EXIT, type Report } from '../report.js';
import { withTemporal } from '../temporal-session.js';
import { type WaitOptions, waitForReport } from '../wait-for-report.js';

export const addWatch = (program: Command): void => {
  program
    .command('watch')
    .description('show live progress until a run has ended, then its report')
    .argument('[workflowId]', 'poll, trigger or project run (default: the newest that runs)')
    .addOption(jsonOption)
    .addOption(addressOption)
    .addOption(namespaceOption)
    .addOption(taskQueueOption)
    .action(async (workflowId, options) => {
      const { address, namespace, taskQueue, json = false } = options;
      const env = withOptions(readEnvironment(), { address, namespace, taskQueue });
      process.exitCode = await withTemporal(env, async (connection) => {
        const id = workflowId ?? (await newestRun(connection));
        if (id === undefined) {
          printMessage('No poll is running.');
          return EXIT.done;
        }
        return waitForReport({ ...(await targetOf(connection, id)), workflowId: id, env, json });
      });
    });
};

/** A project run before its polls, a poll before its trigger. */
const newestRun = async (connection: TemporalConnection): Promise<string | undefined> => {
  const runs = await listRuns(connection);
  const run = runs.find(({ type }) => type === 'runProject') ?? runs.find(isPoll) ?? runs[0];
  return run?.workflowId;
};

const targetOf = async (
  connection: TemporalConnection,
  workflowId: string,
): Promise<Pick<WaitOptions, 'result' | 'read'>> => {
  const handle = connection.client.workflow.getHandle<() => Promise<Report>>(workflowId);
  const { type } = await handle.describe();
  // A project run's id is `encord/{projectHash}`.
  const projectHash = workflowId.split('/')[1];
  const read =
    type === 'runProject' ? progressOfAll(connection, projectHash) : progressOf(connection, workflowId);
  return { result: handle.result(), read };
};
