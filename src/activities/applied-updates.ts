import type { Update, UpdateResult } from '../execution/apply-updates.js';
import type { AppliedUpdates, PendingUpdate } from './contract.js';

export const toUpdate = ([taskUuid, dataHash, pathwayUuid, priority]: PendingUpdate): Update => ({
  taskUuid,
  dataHash,
  ...(pathwayUuid === null ? {} : { pathwayUuid }),
  ...(priority === null ? {} : { priority }),
});

export const summariseUpdates = (results: readonly UpdateResult[]): AppliedUpdates => {
  const count = (status: UpdateResult['status']) =>
    results.filter((result) => result.status === status).length;
  return {
    advanced: count('advanced'),
    stayed: count('stayed'),
    stale: count('stale'),
    refused: results.flatMap((result, index): [number, string][] =>
      result.status === 'refused' ? [[index, result.message]] : [],
    ),
  };
};
