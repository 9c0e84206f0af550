import { z } from 'zod';
import type { Stage } from './blueprint.js';
import { readPageToken, writePageToken } from './paging.js';
import type { Project, Task } from './project.js';
import type { StageType } from './seed-schema.js';
import { toTaskWire } from './task-wire.js';

const uuids = z.array(z.guid().transform((text) => text.toLowerCase())).optional();
const once = z
  .array(z.string())
  .length(1, 'must be given once')
  .transform((values) => values[0] ?? '')
  .optional();

const filters = { dataHashes: uuids, datasetHashes: uuids, dataTitleContains: once, pageToken: once };
const userEmails = z.array(z.string()).optional();
const reviewStatus = z.enum(['NEW', 'ASSIGNED', 'RELEASED', 'REOPENED', 'SKIPPED']);
const status = z.enum([...reviewStatus.options, 'COMPLETED']);

const all = z.strictObject({ ...filters, userEmails, statuses: z.array(status).optional() });
const review = z.strictObject({ ...filters, userEmails, statuses: z.array(reviewStatus).optional() });

/** The query parameters that each type of stage takes; all values as lists. */
export const taskQuerySchema: Readonly<Record<StageType, z.ZodType<TaskQuery>>> = {
  AGENT: all,
  ANNOTATION: all,
  REVIEW: review,
  CONSENSUS_REVIEW: review,
  CONSENSUS_ANNOTATION: z.strictObject({ ...filters, userEmails }),
  DONE: z.strictObject(filters),
};

export interface TaskQuery {
  readonly dataHashes?: readonly string[] | undefined;
  readonly datasetHashes?: readonly string[] | undefined;
  readonly dataTitleContains?: string | undefined;
  readonly userEmails?: readonly string[] | undefined;
  readonly statuses?: readonly string[] | undefined;
  readonly pageToken?: string | undefined;
}

export interface TaskPage {
  readonly results: readonly Record<string, unknown>[];
  readonly nextPageToken: string | null;
}

/** One page of a stage's tasks: all kinds of filters must agree, any value of one kind will do. */
export const listTasks = (
  project: Project,
  { stage, query, pageSize }: { stage: Stage; query: TaskQuery; pageSize: number },
): TaskPage => {
  const after = readPageToken(stage, query.pageToken);
  const matches = matcher(stage, query);
  const page: Task[] = [];
  for (const task of candidates(project, { after, dataHashes: query.dataHashes })) {
    if (!matches(task)) continue;
    const last = page.at(-1);
    if (page.length === pageSize && last !== undefined) {
      return { results: page.map(toTaskWire), nextPageToken: writePageToken(stage, last.sequence) };
    }
    page.push(task);
  }
  return { results: page.map(toTaskWire), nextPageToken: null };
};

/** In the order of `sequence`. Named data units are looked up: such requests are frequent and must not walk through all tasks. */
function* candidates(
  project: Project,
  { after, dataHashes }: { after: number; dataHashes: readonly string[] | undefined },
): Generator<Task> {
  if (dataHashes !== undefined) {
    const named = [...new Set(dataHashes)].flatMap((dataHash) => project.tasksByDataHash.get(dataHash) ?? []);
    yield* named
      .filter((task) => task.sequence > after)
      .toSorted((left, right) => left.sequence - right.sequence);
    return;
  }
  for (let sequence = after + 1; sequence < project.tasks.length; sequence++) {
    const task = project.tasks[sequence];
    if (task !== undefined) yield task;
  }
}

const matcher = (stage: Stage, query: TaskQuery): ((task: Task) => boolean) => {
  const { dataTitleContains } = query;
  const datasets = query.datasetHashes && new Set(query.datasetHashes);
  const emails = query.userEmails && new Set(query.userEmails);
  const statuses = query.statuses && new Set(query.statuses);
  return (task) =>
    task.stage === stage &&
    (datasets === undefined || datasets.has(task.data.datasetHash)) &&
    (emails === undefined || (task.assignee !== null && emails.has(task.assignee))) &&
    (statuses === undefined || statuses.has(task.status)) &&
    (dataTitleContains === undefined || task.data.title.includes(dataTitleContains));
};
