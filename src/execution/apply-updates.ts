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
  const batch = new Batch(client, options, results);
  await batch.setPriorities(
    options.updates.flatMap(({ dataHash, priority }, index) =>
      priority === undefined ? [] : [{ dataHash, priority, index }],
    ),
  );
  await batch.move(
    options.updates.flatMap(({ taskUuid, dataHash, pathwayUuid }, index) =>
      pathwayUuid === undefined || results[index]?.status === 'refused'
        ? []
        : [{ taskUuid, dataHash, pathwayUuid, index }],
    ),
  );
  return results;
};

const callOptions = ({ signal }: ApplyUpdatesOptions) => (signal === undefined ? {} : { signal });

interface Priority {
  readonly dataHash: string;
  readonly priority: number;
  readonly index: number;
}

interface Move {
  readonly taskUuid: string;
  readonly dataHash: string;
  readonly pathwayUuid: string;
  readonly index: number;
}

class Batch {
  readonly #client: EncordClient;
  readonly #options: ApplyUpdatesOptions;
  readonly #results: UpdateResult[];
  /** What was sent may still be carried out, even when a listing does not show it yet. */
  #maybeSent: boolean;

  constructor(client: EncordClient, options: ApplyUpdatesOptions, results: UpdateResult[]) {
    this.#client = client;
    this.#options = options;
    this.#results = results;
    this.#maybeSent = options.sentBefore;
  }

  /** In halves after a refusal (of a data unit that is gone, say), so that only the culprit is refused. */
  async setPriorities(list: readonly Priority[]): Promise<void> {
    const { projectHash } = this.#options;
    const priorities = list.map(({ dataHash, priority }) => [dataHash, priority] as const);
    try {
      await this.#client.setPriorities({ projectHash, priorities }, callOptions(this.#options));
    } catch (error) {
      if (!EncordError.isInstance(error) || error.code !== 'INVALID_REQUEST') throw error;
      if (list.length === 1) this.#refuse(list, error);
      else for (const half of halves(list)) await this.setPriorities(half);
    }
  }

  async move(moves: readonly Move[]): Promise<void> {
    await this.#send(this.#maybeSent ? await this.#settle(moves) : moves);
  }

  async #send(moves: readonly Move[], mayRepeat = true): Promise<void> {
    if (moves.length === 0) return;
    const { projectHash, stage } = this.#options;
    const actions = moves.map(({ taskUuid, pathwayUuid }) => ({ taskUuid, pathwayUuid }));
    try {
      await this.#client.proceed({ projectHash, stageUuid: stage.uuid, actions }, callOptions(this.#options));
      for (const move of moves) this.#results[move.index] = { status: 'advanced' };
    } catch (error) {
      if (!EncordError.isInstance(error)) throw error;
      if (error.mayHaveBeenApplied) await this.#afterLostAnswer(moves, { error, mayRepeat });
      else if (error.code === 'INVALID_REQUEST') await this.#afterRefusal(moves, error);
      else throw error;
    }
  }

  async #afterLostAnswer(
    moves: readonly Move[],
    { error, mayRepeat }: { error: EncordError; mayRepeat: boolean },
  ): Promise<void> {
    this.#maybeSent = true;
    const here = await this.#settle(moves);
    // Twice in vain: whoever runs us waits before the next try.
    if (here.length > 0 && !mayRepeat) throw error;
    await this.#send(here, false);
  }

  async #afterRefusal(moves: readonly Move[], refusal: EncordError): Promise<void> {
    const here = await this.#settle(moves);
    if (here.length < moves.length) await this.#send(here);
    else if (here.length === 1) this.#refuse(here, refusal);
    else for (const half of halves(here)) await this.#send(half);
  }

  #refuse(refused: readonly { readonly index: number }[], { message }: EncordError): void {
    for (const { index } of refused)
      this.#results[index] = { status: 'refused', message: shortText(message, 300) };
  }

  /** Judges the tasks that have left the stage and returns those that are still here. */
  async #settle(moves: readonly Move[]): Promise<Move[]> {
    const { uuid, pathways } = this.#options.stage;
    const present = await this.#tasksIn(uuid, moves);
    const here = moves.filter(({ taskUuid }) => present.has(taskUuid));
    const gone = moves.filter(({ taskUuid }) => !present.has(taskUuid));
    if (!this.#maybeSent) {
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

const halves = <T>(list: readonly T[]): readonly T[][] => {
  const middle = Math.ceil(list.length / 2);
  return [list.slice(0, middle), list.slice(middle)];
};
