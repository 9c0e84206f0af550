import type { PollSettings, TaskReference } from '../activities/contract.js';
import type { ListingState } from './poll-state.js';
import { pollActivities } from './proxies.js';

/** So many of a poll's `dataHashes` go into one listing call. */
const HASHES_PER_CALL = 1000;

export interface ListingOptions {
  readonly projectHash: string;
  readonly stageUuid: string;
  readonly settings: Pick<PollSettings, 'dataHashes' | 'taskUuids'>;
}

/** Where a pass stands in the list of its stage's tasks, and the next pages of it. */
export class Listing {
  readonly #options: ListingOptions;
  #state: ListingState;

  constructor(options: ListingOptions, state: ListingState) {
    this.#options = options;
    this.#state = state;
  }

  get state(): ListingState {
    return this.#state;
  }

  get done(): boolean {
    return this.#state.done;
  }

  /** Lists no further, as when `maxTasks` is reached. */
  stop(): void {
    this.#state = { ...this.#state, done: true };
  }

  async next(listedSoFar: number): Promise<readonly TaskReference[]> {
    const { projectHash, stageUuid, settings } = this.#options;
    const { pageToken, offset } = this.#state;
    const dataHashes = settings.dataHashes?.slice(offset, offset + HASHES_PER_CALL);
    const summary = `tasks from ${listedSoFar} on`;
    const list = await pollActivities['encord.listTasks'].executeWithOptions({ summary }, [
      {
        projectHash,
        stageUuid,
        ...(pageToken === undefined ? {} : { pageToken }),
        ...(dataHashes === undefined ? {} : { dataHashes }),
        ...(settings.taskUuids === undefined ? {} : { taskUuids: settings.taskUuids }),
      },
    ]);
    const nextOffset = offset + (dataHashes?.length ?? 0);
    const hashesLeft = nextOffset < (settings.dataHashes?.length ?? 0);
    this.#state = {
      ...(list.nextPageToken === undefined ? {} : { pageToken: list.nextPageToken }),
      offset: nextOffset,
      done: list.nextPageToken === undefined && !hashesLeft,
    };
    return list.tasks;
  }
}
