import type { Command } from '@commander-js/extra-typings';
import { listRuns, type RunSummary, readProgress, type TemporalConnection } from '../../client.js';
import { readEnvironment } from '../../config.js';
import type { Progress } from '../../workflows/contract.js';
import { isPoll, withDeadline } from '../follow-runs.js';
import {
  addressOption,
  jsonOption,
  namespaceOption,
  projectOption,
  taskQueueOption,
  withOptions,
} from '../options.js';
import { printResult } from '../output.js';
import { EXIT, formatCounts, formatReport, type Report, type RunFailure, toRunFailure } from '../report.js';
import { withTemporal } from '../temporal-session.js';

export const addStatus = (program: Command): void => {
  program
    .command('status')
    .description('show the running polls with their counts, or one run')
    .argument('[workflowId]', 'poll, trigger or project run (default: all that run)')
    .addOption(projectOption)
    .addOption(jsonOption)
    .addOption(addressOption)
    .addOption(namespaceOption)
    .addOption(taskQueueOption)
    .action(async (workflowId, options) => {
      const { address, namespace, taskQueue, project } = options;
      await withTemporal(
        withOptions(readEnvironment(), { address, namespace, taskQueue }),
        async (connection) => {
          const statuses =
            workflowId === undefined
              ? await statusOfAll(connection, project)
              : [await statusOf(connection, await describeRun(connection, workflowId))];
          const json = workflowId === undefined ? statuses : statuses[0];
          printResult(options.json ? JSON.stringify(json) : format(statuses));
          if (statuses.some(({ failure }) => failure !== undefined)) process.exitCode = EXIT.failed;
        },
      );
    });
};

interface RunStatus extends RunSummary {
  /** While it runs and a worker answers. */
  readonly progress?: Progress;
  /** When it has completed. */
  readonly report?: Report;
  readonly failure?: RunFailure;
}

const statusOfAll = async (
  connection: TemporalConnection,
  projectHash: string | undefined,
): Promise<RunStatus[]> => {
  const runs = await listRuns(connection, projectHash === undefined ? {} : { projectHash });
  const statuses = await Promise.all(runs.map((run) => statusOf(connection, run)));
  // A trigger says the same as the poll that it has started.
  const polls = new Set(runs.filter(isPoll).map(({ workflowId }) => workflowId));
  return statuses.filter(
    ({ workflowId, progress }) =>
      progress === undefined || progress.canonicalId === workflowId || !polls.has(progress.canonicalId),
  );
};

const describeRun = async (connection: TemporalConnection, workflowId: string): Promise<RunSummary> => {
  const { runId, type, status, startTime } = await connection.client.workflow
    .getHandle(workflowId)
    .describe();
  return { workflowId, runId, type, status: status.name, startedAt: startTime.toISOString() };
};

const statusOf = async (connection: TemporalConnection, run: RunSummary): Promise<RunStatus> => {
  if (run.status !== 'RUNNING') return { ...run, ...(await outcomeOf(connection, run)) };
  if (run.type !== 'pollStage') return run;
  try {
    const progress = await withDeadline(connection, () => readProgress(connection, run.workflowId));
    return { ...run, progress };
  } catch {
    // No worker answers just now; that the run is there is still worth saying.
    return run;
  }
};

const outcomeOf = async (
  connection: TemporalConnection,
  { workflowId }: RunSummary,
): Promise<Pick<RunStatus, 'report' | 'failure'>> => {
  try {
    return { report: await connection.client.workflow.getHandle<() => Promise<Report>>(workflowId).result() };
  } catch (error) {
    const failure = toRunFailure(error);
    if (failure === undefined) throw error;
    return { failure };
  }
};

const format = (statuses: readonly RunStatus[]): string =>
  statuses.length === 0 ? 'No poll is running.' : statuses.map(formatStatus).join('\n');

const formatStatus = (status: RunStatus): string =>
  [`${status.workflowId}  ${status.status}  since ${status.startedAt}`, ...detailsOf(status)].join('\n');

const detailsOf = ({ status, type, progress, report, failure }: RunStatus): string[] => {
  if (report !== undefined) return [formatReport(report)];
  if (failure !== undefined) return [`  ${failure.code}: ${failure.message}`];
  if (progress !== undefined) return formatProgress(progress);
  return status === 'RUNNING' && type === 'pollStage' ? ['  no worker answers'] : [];
};

const formatProgress = (progress: Progress): string[] => {
  const { stageTitle, inFlight, queued, rate, concurrency, paused, draining, waitingFor } = progress;
  const state = [
    paused ? 'paused' : '',
    draining ? 'draining' : '',
    waitingFor === undefined ? '' : `waiting for ${waitingFor}`,
  ].filter((word) => word !== '');
  return [
    `  Stage "${stageTitle}"${state.length === 0 ? '' : ` (${state.join(', ')})`}`,
    `  ${formatCounts(progress)}`,
    `  in flight ${inFlight} of ${concurrency}, queued ${queued}, ${rate.toFixed(1)} tasks/s`,
  ];
};
