import type { WorkflowClient } from '@temporalio/client';

export interface RunHistory {
  readonly workflowId: string;
  readonly runId: string;
  readonly type: string;
  readonly events: readonly HistoryEvent[];
  readonly bytes: number;
}

type History = Awaited<ReturnType<ReturnType<WorkflowClient['getHandle']>['fetchHistory']>>;
type HistoryEvent = NonNullable<History['events']>[number];

/** The histories of all runs that the server knows, or of those that a query selects. */
export const fetchHistories = async (client: WorkflowClient, query?: string): Promise<RunHistory[]> => {
  const histories: RunHistory[] = [];
  for await (const run of client.list(query === undefined ? {} : { query })) {
    const { events } = await client.getHandle(run.workflowId, run.runId).fetchHistory();
    const { historySize: bytes = 0 } = await client.getHandle(run.workflowId, run.runId).describe();
    histories.push({
      workflowId: run.workflowId,
      runId: run.runId,
      type: run.type,
      events: events ?? [],
      bytes,
    });
  }
  return histories;
};

/** Temporal's numbers of the event type "workflow task failed" and of the cause that too many buffered events give. */
const WORKFLOW_TASK_FAILED = 9;
const FORCE_CLOSE_COMMAND = 17;

/** The causes of failed workflow tasks, by number; empty is what a healthy run has. */
export const workflowTaskFailures = (histories: readonly RunHistory[]): number[] =>
  histories.flatMap(({ events }) =>
    events
      .filter(({ eventType }) => Number(eventType) === WORKFLOW_TASK_FAILED)
      .map(({ workflowTaskFailedEventAttributes }) => Number(workflowTaskFailedEventAttributes?.cause)),
  );

export const forcedFailures = (histories: readonly RunHistory[]): number =>
  workflowTaskFailures(histories).filter((cause) => cause === FORCE_CLOSE_COMMAND).length;
