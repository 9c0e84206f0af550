import type { EncordClient } from '../encord/client.js';
import { type AgentStage, findAgentStage, type Project } from '../encord/project.js';
import { AttemptError } from './failure.js';

interface Entry {
  readonly fetchedAt: number;
  readonly project: Promise<Project>;
}

/**
 * Projects as every task of a worker sees them: fetched once, shared by the tasks in flight and kept for a minute, so that a
 * renamed stage or pathway is seen soon and a task costs no request.
 */
export class ProjectCache {
  readonly #client: Pick<EncordClient, 'getProject'>;
  readonly #keepMs: number;
  readonly #now: () => number;
  readonly #entries = new Map<string, Entry>();

  constructor(
    client: Pick<EncordClient, 'getProject'>,
    { keepMs = 60_000, now = Date.now }: { keepMs?: number; now?: () => number } = {},
  ) {
    this.#client = client;
    this.#keepMs = keepMs;
    this.#now = now;
  }

  /** `newerThan`: a copy fetched at or before that moment will not do. */
  async get(projectHash: string, { newerThan = -1 }: { newerThan?: number } = {}): Promise<Project> {
    const key = projectHash.toLowerCase();
    const entry = this.#entries.get(key);
    if (entry !== undefined && entry.fetchedAt > newerThan && this.#now() - entry.fetchedAt < this.#keepMs)
      return entry.project;
    const fetched: Entry = { fetchedAt: this.#now(), project: this.#client.getProject(projectHash) };
    this.#entries.set(key, fetched);
    fetched.project.catch(() => {
      if (this.#entries.get(key) === fetched) this.#entries.delete(key);
    });
    return fetched.project;
  }

  /** Fetches anew what may have changed since: at most once a second, however many tasks ask. */
  refetch(projectHash: string): Promise<Project> {
    return this.get(projectHash, { newerThan: this.#now() - 1000 });
  }

  /** The stage, by title or uuid; looked up in a fresh copy of the project before it is called unknown. */
  async stage(projectHash: string, titleOrUuid: string): Promise<{ project: Project; stage: AgentStage }> {
    const cached = await this.get(projectHash);
    const known = findAgentStage(cached, titleOrUuid);
    if (known.found !== undefined) return { project: cached, stage: known.found };
    const project = await this.refetch(projectHash);
    const lookup = findAgentStage(project, titleOrUuid);
    if (lookup.found === undefined) throw new AttemptError('CONFIG', lookup.problem);
    return { project, stage: lookup.found };
  }
}
