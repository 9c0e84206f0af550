import type { EncordClient } from '../encord/client.js';
import { EncordError } from '../encord/errors.js';
import { type TaskReference, toTaskReference } from './task-reference.js';

export interface ListTasksOptions {
  readonly projectHash: string;
  readonly stageUuid: string;
  readonly pageToken?: string | undefined;
  readonly dataHashes?: readonly string[] | undefined;
  readonly taskUuids?: readonly string[] | undefined;
  readonly signal?: AbortSignal;
}

const MAX_PAGES = 10;
const MAX_TASKS = 1000;

/**
 * Up to 10 pages or 1,000 tasks of a stage, from a cursor on. With `dataHashes` the list is whole. A cursor that Encord no longer
 * takes (after a long pause) starts the list anew: the caller knows the tasks it has seen.
 */
export const listTasks = async (
  client: EncordClient,
  options: ListTasksOptions,
): Promise<{ tasks: TaskReference[]; nextPageToken?: string }> => {
  try {
    return await readPages(client, options);
  } catch (error) {
    const refused = EncordError.isInstance(error) && error.code === 'INVALID_REQUEST';
    if (!refused || options.pageToken === undefined) throw error;
    return readPages(client, { ...options, pageToken: undefined });
  }
};

const readPages = async (
  client: EncordClient,
  { projectHash, stageUuid, pageToken, dataHashes, taskUuids, signal }: ListTasksOptions,
): Promise<{ tasks: TaskReference[]; nextPageToken?: string }> => {
  const wanted = taskUuids && new Set(taskUuids.map((uuid) => uuid.toLowerCase()));
  const tasks: TaskReference[] = [];
  let pages = 0;
  const list = {
    projectHash,
    stageUuid,
    ...(pageToken === undefined ? {} : { pageToken }),
    ...(dataHashes === undefined ? {} : { filters: { dataHashes } }),
  };
  for await (const page of client.listTaskPages(list, signal === undefined ? {} : { signal })) {
    for (const task of page.tasks) if (wanted?.has(task.uuid) ?? true) tasks.push(toTaskReference(task));
    pages++;
    if (dataHashes !== undefined || page.nextPageToken === undefined) continue;
    if (pages >= MAX_PAGES || tasks.length >= MAX_TASKS) return { tasks, nextPageToken: page.nextPageToken };
  }
  return { tasks };
};
