/** What the command line says to Temporal: start polls and project runs, ask how they are, list them. */
import { randomUUID } from 'node:crypto';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { type TemporalConfig, temporalUnreachable } from './config.js';
import {
  type PollStageInput,
  type Progress,
  type ProjectReport,
  progressQuery,
  projectRunId,
  type RunProjectInput,
  type StageReport,
} from './workflows/contract.js';

export interface TemporalConnection {
  readonly client: Client;
  readonly taskQueue: string;
  close(): Promise<void>;
}

export interface RunSummary {
  readonly workflowId: string;
  readonly runId: string;
  readonly type: string;
  /** `RUNNING`, `COMPLETED`, `FAILED`, `CANCELLED`, `TERMINATED`, `CONTINUED_AS_NEW`, `TIMED_OUT`. */
  readonly status: string;
  /** ISO 8601 */
  readonly startedAt: string;
}

export type PollHandle = WorkflowHandle<(input: PollStageInput) => Promise<StageReport>>;
export type ProjectHandle = WorkflowHandle<(input: RunProjectInput) => Promise<ProjectReport>>;

/** Histories of wide polls have pages above gRPC's default limit of 4 MiB. */
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;

/** Connects to the Temporal server, or says in one line which address did not answer. */
export const connect = async (config: TemporalConfig): Promise<TemporalConnection> => {
  const { connectionOptions, namespace, taskQueue } = config;
  const connection = await Connection.connect({
    ...connectionOptions,
    connectTimeout: '5s',
    channelArgs: { 'grpc.max_receive_message_length': MAX_MESSAGE_BYTES },
  }).catch((error: unknown) => {
    throw new Error(temporalUnreachable(config), { cause: error });
  });
  return { client: new Client({ connection, namespace }), taskQueue, close: () => connection.close() };
};

/** Starts a poll of one stage. The id is a trigger's: the poll itself runs under its canonical id. */
export const startPoll = (connection: TemporalConnection, input: PollStageInput): Promise<PollHandle> =>
  connection.client.workflow.start<(input: PollStageInput) => Promise<StageReport>>('pollStage', {
    taskQueue: connection.taskQueue,
    workflowId: `poll/${input.projectHash}/${randomUUID().slice(0, 8)}`,
    args: [input],
    staticSummary: `poll of "${input.stage}"`,
  });

/** Starts the rounds over a project's stages; a second start joins the running one. */
export const startProject = (
  connection: TemporalConnection,
  input: RunProjectInput,
): Promise<ProjectHandle> =>
  connection.client.workflow.start<(input: RunProjectInput) => Promise<ProjectReport>>('runProject', {
    taskQueue: connection.taskQueue,
    workflowId: projectRunId(input.projectHash),
    workflowIdConflictPolicy: 'USE_EXISTING',
    args: [input],
    staticSummary: 'all stages',
  });

export const readProgress = (connection: TemporalConnection, workflowId: string): Promise<Progress> =>
  connection.client.workflow.getHandle(workflowId).query(progressQuery);

/** Running polls and project runs, newest first; those of one project where `projectHash` is given. */
export const listRuns = async (
  connection: TemporalConnection,
  filter: { readonly projectHash?: string } = {},
): Promise<RunSummary[]> => {
  const runs: RunSummary[] = [];
  const query = `ExecutionStatus = "Running" AND WorkflowType IN ("pollStage", "runProject")`;
  for await (const run of connection.client.workflow.list({ query })) {
    if (filter.projectHash !== undefined && !run.workflowId.includes(filter.projectHash.toLowerCase()))
      continue;
    runs.push({
      workflowId: run.workflowId,
      runId: run.runId,
      type: run.type,
      status: run.status.name,
      startedAt: run.startTime.toISOString(),
    });
  }
  return runs;
};

export const serverVersion = async (connection: TemporalConnection): Promise<string> => {
  const info = await connection.client.workflowService.getSystemInfo({});
  return info.serverVersion ?? 'unknown';
};

/** Whether a worker has asked this task queue for work lately. */
export const hasWorkers = async (connection: TemporalConnection): Promise<boolean> => {
  const answer = await connection.client.workflowService.describeTaskQueue({
    namespace: connection.client.options.namespace,
    taskQueue: { name: connection.taskQueue },
    taskQueueType: 1, // workflow tasks
  });
  return (answer.pollers ?? []).length > 0;
};
