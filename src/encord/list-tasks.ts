import type { z } from 'zod';
import { type AgentTask, type TaskStatus, toAgentTask } from './agent-task.js';
import { apiPath } from './api-path.js';
import { EncordError } from './errors.js';
import { isUuid } from './project.js';
import { type EncordRequest, requestError } from './request.js';
import type { CallOptions } from './send.js';
import type { Transport } from './transport.js';
import { pageWire, taskWire } from './wire.js';

/** Which tasks are listed: those that fit every member given, and any value of a list. An empty list fits no task. */
export interface TaskFilters {
  /** Data units; any number. */
  readonly dataHashes?: readonly string[] | undefined;
  readonly datasetHashes?: readonly string[] | undefined;
  readonly dataTitleContains?: string | undefined;
  readonly statuses?: readonly TaskStatus[] | undefined;
  /** Email addresses of those to whom tasks are assigned. */
  readonly userEmails?: readonly string[] | undefined;
}

export interface ListTasksInput {
  readonly projectHash: string;
  readonly stageUuid: string;
  readonly filters?: TaskFilters | undefined;
  /** Where to go on: the `nextPageToken` of an earlier page of the same listing. Default: from the start. */
  readonly pageToken?: string | undefined;
}

export interface TaskPage {
  readonly tasks: AgentTask[];
  /** `undefined` at the end of the list. */
  readonly nextPageToken: string | undefined;
}

/** 48 bytes each in the URL; servers refuse headers above 16 KiB. */
const MAX_HASHES_PER_LISTING = 200;

/**
 * The tasks of a stage, page by page and only as fast as they are taken; a page may be empty. Long `dataHashes` make several
 * listings, one after the other, whose page tokens say which listing they belong to.
 */
export async function* listTaskPages(
  transport: Transport,
  input: ListTasksInput,
  options?: CallOptions,
): AsyncGenerator<TaskPage, void, undefined> {
  const listings = splitListing(input.filters ?? {});
  let position: Position | undefined = firstPosition(input.pageToken, listings.length);
  while (position !== undefined) {
    const filters = listings[position.listing];
    if (filters === undefined) return;
    const page = await requestPage(transport, { ...input, filters, pageToken: position.token }, options);
    position = nextPosition(position, page.nextPageToken, listings.length);
    yield {
      tasks: page.results.map(toAgentTask),
      nextPageToken: position && tokenOf(position, listings.length),
    };
  }
}

/** The tasks of a stage, one by one. */
export async function* listTasks(
  transport: Transport,
  input: ListTasksInput,
  options?: CallOptions,
): AsyncGenerator<AgentTask, void, undefined> {
  for await (const { tasks } of listTaskPages(transport, input, options)) yield* tasks;
}

/** The filters of each listing. None for an empty list, which Encord would read as no filter at all. */
const splitListing = (filters: TaskFilters): TaskFilters[] => {
  const { dataHashes, datasetHashes, statuses, userEmails } = filters;
  if ([dataHashes, datasetHashes, statuses, userEmails].some((values) => values?.length === 0)) return [];
  if (dataHashes === undefined) return [filters];
  const hashes = [...new Set(dataHashes.map(lowerUuid))];
  const count = Math.ceil(hashes.length / MAX_HASHES_PER_LISTING);
  return Array.from({ length: count }, (_, index) => ({
    ...filters,
    dataHashes: hashes.slice(index * MAX_HASHES_PER_LISTING, (index + 1) * MAX_HASHES_PER_LISTING),
  }));
};

/** Uuids go out in lower case, as from Encord's own library. */
const lowerUuid = (text: string): string => (isUuid(text) ? text.toLowerCase() : text);

interface Position {
  readonly listing: number;
  /** Encord's own token; `undefined` at the start of the listing. */
  readonly token: string | undefined;
}

/** Encord's token as it is, unless there are several listings. */
const tokenOf = ({ listing, token }: Position, listings: number): string | undefined =>
  listings === 1 ? token : `${listing}~${token ?? ''}`;

const firstPosition = (pageToken: string | undefined, listings: number): Position => {
  if (pageToken === undefined || pageToken === '') return { listing: 0, token: undefined };
  if (listings <= 1) return { listing: 0, token: pageToken };
  const [, listing, token] = /^(\d+)~(.*)$/s.exec(pageToken) ?? [];
  if (listing !== undefined && Number(listing) < listings)
    return { listing: Number(listing), token: token === '' ? undefined : token };
  throw new EncordError('INVALID_REQUEST', 'The page token is not of a listing with these dataHashes.');
};

const nextPosition = (
  { listing }: Position,
  nextPageToken: string | null | undefined,
  listings: number,
): Position | undefined => {
  if (nextPageToken != null && nextPageToken !== '') return { listing, token: nextPageToken };
  return listing + 1 < listings ? { listing: listing + 1, token: undefined } : undefined;
};

const taskPageWire = pageWire(taskWire);

const requestPage = async (
  transport: Transport,
  { projectHash, stageUuid, filters, pageToken }: ListTasksInput,
  options: CallOptions | undefined,
): Promise<z.output<typeof taskPageWire>> => {
  const request: EncordRequest<z.output<typeof taskPageWire>> = {
    method: 'GET',
    path: apiPath('projects', projectHash, 'workflow', 'stages', stageUuid, 'tasks'),
    query: queryOf(filters ?? {}, pageToken),
    idempotent: true,
    answer: taskPageWire,
  };
  const page = await transport.request(request, options);
  if (pageToken === undefined || page.nextPageToken !== pageToken) return page;
  const text = 'the page names itself as the next one; following it would never end.';
  throw requestError(request, { code: 'INVALID_RESPONSE', text });
};

const queryOf = (filters: TaskFilters, pageToken: string | undefined): URLSearchParams => {
  const query = new URLSearchParams();
  const addAll = (name: string, values: readonly string[] = []): void => {
    for (const value of values) query.append(name, value);
  };
  addAll('userEmails', filters.userEmails);
  addAll('dataHashes', filters.dataHashes);
  addAll('datasetHashes', filters.datasetHashes?.map(lowerUuid));
  if (filters.dataTitleContains !== undefined) query.append('dataTitleContains', filters.dataTitleContains);
  addAll('statuses', filters.statuses);
  if (pageToken !== undefined) query.append('pageToken', pageToken);
  return query;
};
