import type { EncordClient } from '../encord/client.js';
import { EncordError } from '../encord/errors.js';
import type { AgentStage } from '../encord/project.js';
import { shortText } from './short-text.js';

export interface Update {
  readonly taskUuid: string;
  readonly dataHash: string;
  /** Absent: the task stays. */
  readonly pathwayUuid?: string;
  /** 0..1 */
  readonly priority?: number;
}

export interface ApplyUpdatesOptions {
  readonly projectHash: string;
  readonly stage: AgentStage;
  readonly updates: readonly Update[];
  /** The same batch may have been sent before by an attempt that did not live to tell. */
  readonly sentBefore: boolean;
  readonly signal?: AbortSignal;
}

/** What became of each update, by its index. */
export type UpdateResult =
  | { readonly status: 'advanced' | 'stayed' | 'stale' }
  | { readonly status: 'refused'; readonly message: string };

/**
 * Sends a batch: priorities first, then pathways. May be repeated at will: before anything is sent a second time, the stage is
 * listed to see what the first time did. Encord refuses a whole batch (400) when one of its tasks has left the stage, so a refusal
 * is followed by one listing, and what is still here is sent again in halves until the culprit stands alone.
 */
export const applyUpdates = async (
  client: EncordClient,
  options: ApplyUpdatesOptions,
): Promise<UpdateResult[]> => {
  const results = options.updates.map((): UpdateResult => ({ status: 'stayed' }));
  await setPriorities(client, options);
  const moving = options.updates.flatMap((update, index) =>
    update.pathwayUuid === undefined ? [] : [{ ...update, pathwayUuid: update.pathwayUuid, index }],
  );
  const batch = new PathwayBatch(client, options, results);
  await batch.send(moving, options.sentBefore);
  return results;
};

const setPriorities = async (client: EncordClient, options: ApplyUpdatesOptions): Promise<void> => {
  const priorities = options.updates.flatMap(({ dataHash, priority }) =>
    priority === undefined ? [] : [[dataHash, priority] as const],
  );
  if (priorities.length > 0)
    await client.setPriorities({ projectHash: options.projectHash, priorities }, callOptions(options));
};

const callOptions = ({ signal }: ApplyUpdatesOptions) => (signal === undefined ? {} : { signal });

type Move = Update & { readonly pathwayUuid: string; readonly index: number };

class PathwayBatch {
  readonly #client: EncordClient;
  readonly #options: ApplyUpdatesOptions;
  readonly #results: UpdateResult[];

  constructor(client: EncordClient, options: ApplyUpdatesOptions, results: UpdateResult[]) {
    this.#client = client;
    this.#options = options;
    this.#results = results;
  }

  async send(moves: readonly Move[], maybeSent: boolean): Promise<void> {
    if (moves.length === 0) return;
    if (maybeSent) {
      await this.send(await this.#settle(moves, true), false);
      return;
    }
    const { projectHash, stage } = this.#options;
    const actions = moves.map(({ taskUuid, pathwayUuid }) => ({ taskUuid, pathwayUuid }));
    try {
      await this.#client.proceed({ projectHash, stageUuid: stage.uuid, actions }, callOptions(this.#options));
      for (const move of moves) this.#results[move.index] = { status: 'advanced' };
    } catch (error) {
      if (!EncordError.isInstance(error)) throw error;
      // Whatever happened happened to the batch as a whole: a lost answer may hide that it was carried out.
      if (error.mayHaveBeenApplied) await this.send(moves, true);
      else if (error.code === 'INVALID_REQUEST') await this.#afterRefusal(moves, error);
      else throw error;
    }
  }

  async #afterRefusal(moves: readonly Move[], refusal: EncordError): Promise<void> {
    const here = await this.#settle(moves, false);
    const [only] = here;
    if (only === undefined) return;
    if (here.length < moves.length) {
      await this.send(here, false);
      return;
    }
    if (here.length === 1) {
      this.#results[only.index] = { status: 'refused', message: shortText(refusal.message, 300) };
      return;
    }
    const middle = Math.ceil(here.length / 2);
    await this.send(here.slice(0, middle), false);
    await this.send(here.slice(middle), false);
  }

  /** Judges the tasks that have left the stage and returns those that are still here. */
  async #settle(moves: readonly Move[], maybeSent: boolean): Promise<Move[]> {
    const { uuid, pathways } = this.#options.stage;
    const present = await this.#tasksIn(uuid, moves);
    const here = moves.filter(({ taskUuid }) => present.has(taskUuid));
    const gone = moves.filter(({ taskUuid }) => !present.has(taskUuid));
    if (!maybeSent) {
      for (const move of gone) this.#results[move.index] = { status: 'stale' };
      return here;
    }
    const arrived = new Set<Move>();
    for (const pathway of pathways) {
      const sent = gone.filter(({ pathwayUuid }) => pathwayUuid === pathway.uuid);
      const there = await this.#tasksIn(pathway.destinationUuid, sent);
      for (const move of sent) if (there.has(move.taskUuid)) arrived.add(move);
    }
    // Encord takes a batch whole or not at all. If none of it is here any more and some has arrived, it was ours; what is neither
    // here nor there has gone on from the destination already.
    const wasApplied = here.length === 0 && arrived.size > 0;
    for (const move of gone)
      this.#results[move.index] = { status: wasApplied || arrived.has(move) ? 'advanced' : 'stale' };
    return here;
  }

  async #tasksIn(stageUuid: string, moves: readonly Move[]): Promise<Set<string>> {
    const { projectHash } = this.#options;
    const dataHashes = [...new Set(moves.map(({ dataHash }) => dataHash))];
    const uuids = new Set<string>();
    const list = { projectHash, stageUuid, filters: { dataHashes } };
    for await (const task of this.#client.listTasks(list, callOptions(this.#options))) uuids.add(task.uuid);
    return uuids;
  }
}
