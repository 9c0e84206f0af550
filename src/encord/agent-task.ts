import type { z } from 'zod';
import type { taskWire } from './wire.js';

/** `NEW`, `ASSIGNED`, `RELEASED`, `SKIPPED`, `REOPENED`, `COMPLETED`, or whatever Encord adds later. */
export type TaskStatus =
  | 'NEW'
  | 'ASSIGNED'
  | 'RELEASED'
  | 'SKIPPED'
  | 'REOPENED'
  | 'COMPLETED'
  | (string & {});

/** One data unit that waits in an agent stage. */
export interface AgentTask {
  readonly uuid: string;
  readonly dataHash: string;
  readonly dataTitle: string;
  readonly labelBranchName: string;
  readonly status: TaskStatus;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Email address of the person the task is assigned to. */
  readonly assignee: string | undefined;
  /** Email address of whoever submitted it last. */
  readonly lastActionedBy: string | undefined;
}

export const toAgentTask = (wire: z.output<typeof taskWire>): AgentTask => ({
  uuid: wire.uuid,
  dataHash: wire.dataHash,
  dataTitle: wire.dataTitle,
  labelBranchName: wire.labelBranchName ?? 'main',
  status: wire.status ?? 'NEW',
  createdAt: wire.createdAt,
  updatedAt: wire.updatedAt,
  assignee: wire.assignee ?? undefined,
  lastActionedBy: wire.lastActionedBy ?? undefined,
});
