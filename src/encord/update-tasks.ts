/** What changes tasks: each function sends one request, or none for an empty list. */
import { z } from 'zod';
import { apiPath } from './api-path.js';
import { EncordError } from './errors.js';
import type { CallOptions } from './send.js';
import type { Transport } from './transport.js';

export interface ProceedInput {
  readonly projectHash: string;
  /** The stage that the tasks are in. */
  readonly stageUuid: string;
  /** 1,000 at most. */
  readonly actions: readonly { readonly taskUuid: string; readonly pathwayUuid: string }[];
}

export interface MoveTasksInput {
  readonly projectHash: string;
  /** The stage that the tasks are in. */
  readonly stageUuid: string;
  /** 500 at most. */
  readonly taskUuids: readonly string[];
  readonly destinationStageUuid: string;
}

export interface SetPrioritiesInput {
  readonly projectHash: string;
  /** From 0 to 1; 1 comes first. */
  readonly priorities: readonly (readonly [dataHash: string, priority: number])[];
}

const MAX_ACTIONS = 1000;
const MAX_MOVES = 500;

/** Sends tasks along pathways: all of them, or, if only one has left the stage, none (400, INVALID_REQUEST). */
export const proceed = async (
  transport: Transport,
  { projectHash, stageUuid, actions }: ProceedInput,
  options?: CallOptions,
): Promise<void> => {
  checkCount('proceed', actions.length, MAX_ACTIONS);
  await post(transport, options, {
    path: apiPath('projects', projectHash, 'workflow', 'stages', stageUuid, 'actions'),
    items: actions.length,
    body: actions.map(({ taskUuid, pathwayUuid }) => ({ taskUuid, action: 'PATHWAY_ACTION', pathwayUuid })),
    idempotent: false,
  });
};

/** Sends tasks straight to another stage. */
export const moveTasks = async (
  transport: Transport,
  { projectHash, stageUuid, taskUuids, destinationStageUuid }: MoveTasksInput,
  options?: CallOptions,
): Promise<void> => {
  checkCount('moveTasks', taskUuids.length, MAX_MOVES);
  await post(transport, options, {
    path: apiPath('projects', projectHash, 'workflow', 'stages', stageUuid, 'move-tasks'),
    items: taskUuids.length,
    body: { taskUuids, destinationStageUuid },
    idempotent: false,
  });
};

/** Sets the priorities of data units. */
export const setPriorities = async (
  transport: Transport,
  { projectHash, priorities }: SetPrioritiesInput,
  options?: CallOptions,
): Promise<void> => {
  for (const [dataHash, priority] of priorities)
    if (!(priority >= 0 && priority <= 1))
      throw new EncordError(
        'INVALID_REQUEST',
        `Priority ${priority} of data ${dataHash} is not from 0 to 1.`,
      );
  await post(transport, options, {
    path: apiPath('projects', projectHash, 'priorities'),
    items: priorities.length,
    body: { priorities },
    idempotent: true,
  });
};

interface Update {
  readonly path: string;
  readonly items: number;
  readonly body: unknown;
  readonly idempotent: boolean;
}

const post = async (
  transport: Transport,
  options: CallOptions | undefined,
  { path, items, body, idempotent }: Update,
): Promise<void> => {
  if (items === 0) return;
  await transport.request({ method: 'POST', path, body, idempotent, answer: z.unknown() }, options);
};

const checkCount = (name: string, count: number, most: number): void => {
  if (count <= most) return;
  throw new EncordError(
    'INVALID_REQUEST',
    `${name} got ${count} tasks, but Encord takes ${most} in one request: send them in parts.`,
  );
};
