import type { AgentTask } from '../encord/agent-task.js';

/**
 * A task as it stands in histories: an array, since it is recorded four times per task. Dates are milliseconds since 1970. Trailing
 * members that have their usual value are left out, so that a fresh task is `[uuid, data hash, title, created at]`.
 */
export type TaskReference = readonly [
  uuid: string,
  dataHash: string,
  dataTitle: string,
  createdAt: number,
  /** Milliseconds from `createdAt` to `updatedAt`; usually 0. */
  age?: number,
  /** Usually `NEW`. */
  status?: string,
  /** Usually `main`. */
  labelBranchName?: string,
  assignee?: string | null,
  lastActionedBy?: string | null,
];

const USUAL = [0, 'NEW', 'main', null, null] as const;

export const toTaskReference = (task: AgentTask): TaskReference => {
  const createdAt = task.createdAt.getTime();
  const optional = [
    task.updatedAt.getTime() - createdAt,
    task.status,
    task.labelBranchName,
    task.assignee ?? null,
    task.lastActionedBy ?? null,
  ] as const;
  const last = optional.findLastIndex((value, index) => value !== USUAL[index]);
  const [age, status, branch, assignee, lastActionedBy] = optional;
  const reference = [
    task.uuid,
    task.dataHash,
    task.dataTitle,
    createdAt,
    age,
    status,
    branch,
    assignee,
    lastActionedBy,
  ];
  return reference.slice(0, 4 + last + 1) as readonly unknown[] as TaskReference;
};

export const fromTaskReference = (reference: TaskReference): AgentTask => {
  const [uuid, dataHash, dataTitle, createdAt, age = 0, status = 'NEW', labelBranchName = 'main'] = reference;
  const [, , , , , , , assignee, lastActionedBy] = reference;
  return {
    uuid,
    dataHash,
    dataTitle,
    status,
    createdAt: new Date(createdAt),
    updatedAt: new Date(createdAt + age),
    labelBranchName,
    assignee: assignee ?? undefined,
    lastActionedBy: lastActionedBy ?? undefined,
  };
};
