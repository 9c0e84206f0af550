import type { Update, UpdateResult } from '../execution/apply-updates.js';
import type { AppliedUpdates, ApplyUpdatesInput } from './contract.js';

export const toUpdates = ({ pathwayUuids, updates }: ApplyUpdatesInput): Update[] =>
  updates.map(([taskUuid, dataHash, pathway, priority]) => {
    const pathwayUuid = pathwayUuids[pathway];
    return {
      taskUuid,
      dataHash,
      ...(pathwayUuid === undefined ? {} : { pathwayUuid }),
      ...(priority === undefined ? {} : { priority }),
    };
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
