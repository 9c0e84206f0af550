import { type Command, Option } from '@commander-js/extra-typings';
import { hasWorkers, startPoll, startProject, type TemporalConnection } from '../../client.js';
import { type Environment, readEnvironment } from '../../config.js';
import type { PollStageInput, RunProjectInput } from '../../workflows/contract.js';
import { progressOf, progressOfAll } from '../follow-runs.js';
import {
  ANY_COUNT,
  addressOption,
  collect,
  collectUuids,
  duration,
  jsonOption,
  namespaceOption,
  percent,
  projectOption,
  taskQueueOption,
  tasksPerActivity,
  whole,
  withOptions,
} from '../options.js';
import { printMessage, printResult } from '../output.js';
import { projectOf } from '../project-of.js';
import { EXIT } from '../report.js';
import { withTemporal } from '../temporal-session.js';
import { waitForReport } from '../wait-for-report.js';

type PollOptions = Omit<PollStageInput, 'projectHash' | 'stage'>;

export const addStart = (program: Command): void => {
  program
    .command('start')
    .description('poll one stage, or all stages (or those named) in rounds, and wait for the report')
    .addOption(projectOption)
    .option('--stage <title|uuid>', 'stage to poll; may be given several times (default: all)', collect)
    .option('--concurrency <n>', 'tasks in flight at most, 1..2000 (default: 45)', whole(1, 2000))
    .option('--max-tasks <n>', 'tasks taken on per pass at most (default: all)', whole(1, ANY_COUNT))
    .option('--max-attempts <n>', 'attempts per task at most (default: the stage’s, else 4)', whole(1, 1000))
    .option('--max-failures <n>', 'stop at this many failed tasks', whole(1, ANY_COUNT))
    .option('--max-failure-percent <n>', 'stop above this share of failed tasks', percent)
    .option(
      '--tasks-per-activity <n|auto>',
      'tasks per activity (default: the stage’s, else 1)',
      tasksPerActivity,
    )
    .option(
      '--refresh-every <duration>',
      'list the stage again and again, such as "10m" (default: once)',
      duration,
    )
    .option(
      '--flush-size <n>',
      'a batch of updates leaves at this many, 1..1000 (default: 200)',
      whole(1, 1000),
    )
    .option(
      '--flush-every <duration>',
      'longest wait of a finished task for its batch (default: 5s)',
      duration,
    )
    .option('--slice-size <n>', 'tasks per child workflow, 1..500 (default: 500)', whole(1, 500))
    .option('--data-hash <uuid>', 'only tasks on this data unit; may be given several times', collectUuids)
    .option('--task-uuid <uuid>', 'only this task; may be given several times', collectUuids)
    .addOption(new Option('--order <order>', 'of several stages').choices(['sequential', 'parallel']))
    .option('--max-rounds <n>', 'rounds over several stages at most (default: 10)', whole(1, 1000))
    .option('--detach', 'print the workflow id and return')
    .addOption(jsonOption)
    .addOption(addressOption)
    .addOption(namespaceOption)
    .addOption(taskQueueOption)
    .action(async (options, command) => {
      const { project, stage: stages = [], order, maxRounds, dataHash, taskUuid, ...others } = options;
      const { detach = false, json = false, address, namespace, taskQueue, ...settings } = others;
      const env = withOptions(readEnvironment(), { address, namespace, taskQueue });
      const projectHash = projectOf({ given: project, env, command });
      const poll: PollOptions = definedOnly({ ...settings, dataHashes: dataHash, taskUuids: taskUuid });
      const rounds = definedOnly({ order, maxRounds });
      const [only] = stages;
      const isPoll = only !== undefined && stages.length === 1 && Object.keys(rounds).length === 0;
      const named = stages.length === 0 ? {} : { stages };
      const request: StartRequest = isPoll
        ? { pollStage: { ...poll, projectHash, stage: only } }
        : { runProject: { ...poll, ...named, ...rounds, projectHash } };
      process.exitCode = await withTemporal(env, (connection) =>
        start(connection, { request, env, detach, json }),
      );
    });
};

type DefinedOnly<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

const definedOnly = <T extends object>(options: T): DefinedOnly<T> =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as DefinedOnly<T>;

type StartRequest = { readonly pollStage: PollStageInput } | { readonly runProject: RunProjectInput };

interface StartSettings {
  readonly request: StartRequest;
  readonly env: Environment;
  readonly detach: boolean;
  readonly json: boolean;
}

const start = async (
  connection: TemporalConnection,
  { request, env, detach, json }: StartSettings,
): Promise<number> => {
  const isPoll = 'pollStage' in request;
  const handle = isPoll
    ? await startPoll(connection, request.pollStage)
    : await startProject(connection, request.runProject);
  const { workflowId } = handle;
  if (!(await hasWorkers(connection)))
    printMessage(
      `No worker asks task queue "${connection.taskQueue}" for work yet: start one with \`encord-temporal worker\`.`,
    );
  if (detach) {
    printResult(json ? JSON.stringify({ workflowId }) : workflowId);
    return EXIT.done;
  }
  printMessage(`Started ${workflowId}`);
  const read = isPoll
    ? progressOf(connection, workflowId)
    : progressOfAll(connection, request.runProject.projectHash);
  return waitForReport({ workflowId, result: handle.result(), read, env, json });
};
