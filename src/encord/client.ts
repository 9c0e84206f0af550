import type { AgentTask } from './agent-task.js';
import { DEFAULT_DOMAIN } from './domain.js';
import { getProject } from './get-project.js';
import { type ListTasksInput, listTaskPages, listTasks, type TaskPage } from './list-tasks.js';
import type { EncordKey } from './private-key.js';
import type { Project } from './project.js';
import type { CallOptions } from './send.js';
import { createTransport, type Transport } from './transport.js';
import {
  type MoveTasksInput,
  moveTasks,
  type ProceedInput,
  proceed,
  type SetPrioritiesInput,
  setPriorities,
} from './update-tasks.js';

export interface EncordClientOptions {
  /** Made by `loadPrivateKey`. */
  readonly privateKey: EncordKey;
  /** Origin of the API. Default `https://api.encord.com`; the US: `https://api.us.encord.com`. */
  readonly domain?: string | undefined;
  /** How long a request is sent again while Encord is unavailable or asks to wait, in milliseconds. Default 120,000; 0: never. */
  readonly repeatForMs?: number | undefined;
  /** How long to wait for an answer to begin, and for each part of it, in milliseconds. Default 60,000. */
  readonly requestTimeoutMs?: number | undefined;
}

/**
 * Encord's API, as far as task agents need it. Every failure is an EncordError. Requests that ended UNAVAILABLE or RATE_LIMITED are
 * repeated for `repeatForMs`; `proceed` and `moveTasks` only if they were surely not carried out, else the error says
 * `mayHaveBeenApplied`. An aborted `signal` ends a call with CANCELLED.
 */
export class EncordClient {
  /** Origin of the API, such as `https://api.encord.com`. */
  readonly domain: string;
  readonly #transport: Transport;

  /** Sends nothing. Throws EncordError `CONFIG` for a domain or duration that cannot be used. */
  constructor({
    privateKey,
    domain = DEFAULT_DOMAIN,
    repeatForMs = 120_000,
    requestTimeoutMs = 60_000,
  }: EncordClientOptions) {
    this.#transport = createTransport({ privateKey, domain, repeatForMs, requestTimeoutMs });
    this.domain = this.#transport.domain;
  }

  /** The project with its stages and ontology; two requests. */
  getProject(projectHash: string, options?: CallOptions): Promise<Project> {
    return getProject(this.#transport, projectHash, options);
  }

  /**
   * The tasks of a stage, page by page, fetched as they are taken. Ends after the page without `nextPageToken`; a page may be empty.
   * An empty list in `filters` fits no task: nothing is sent and nothing comes.
   */
  listTaskPages(input: ListTasksInput, options?: CallOptions): AsyncGenerator<TaskPage, void, undefined> {
    return listTaskPages(this.#transport, input, options);
  }

  /** The tasks of a stage, one by one. */
  listTasks(input: ListTasksInput, options?: CallOptions): AsyncGenerator<AgentTask, void, undefined> {
    return listTasks(this.#transport, input, options);
  }

  /**
   * Sends up to 1,000 tasks of one stage along pathways, in one request. Encord moves all of them or, when only one has left the
   * stage, none: INVALID_REQUEST with status 400.
   */
  proceed(input: ProceedInput, options?: CallOptions): Promise<void> {
    return proceed(this.#transport, input, options);
  }

  /** Sends up to 500 tasks of one stage straight to another stage, in one request. */
  moveTasks(input: MoveTasksInput, options?: CallOptions): Promise<void> {
    return moveTasks(this.#transport, input, options);
  }

  /** Sets priorities, 0 to 1, of data units. */
  setPriorities(input: SetPrioritiesInput, options?: CallOptions): Promise<void> {
    return setPriorities(this.#transport, input, options);
  }

  /** Waits for the requests in flight and closes the connections; later calls fail. */
  close(): Promise<void> {
    return this.#transport.close();
  }
}
