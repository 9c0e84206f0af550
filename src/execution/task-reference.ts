import type { AgentTask } from '../encord/agent-task.js';

/**
 * A task as it stands in histories: an array, since it is recorded up to four times per task. Dates are milliseconds since 1970;
 * trailing members that have their usual value (branch `main`, nobody) are left out.
 */
export type TaskReference = readonly [
  uuid: string,
  dataHash: string,
  dataTitle: string,
  status: string,
  createdAt: number,
  updatedAt: number,
  labelBranchName?: string,
  assignee?: string | null,
  lastActionedBy?: string | null,
];

export const toTaskReference = (task: AgentTask): TaskReference => {
  const always = [
    task.uuid,
    task.dataHash,
    task.dataTitle,
    task.status,
    task.createdAt.getTime(),
    task.updatedAt.getTime(),
  ] as const;
  if (task.assignee !== undefined || task.lastActionedBy !== undefined)
    return [...always, task.labelBranchName, task.assignee ?? null, task.lastActionedBy ?? null];
  return task.labelBranchName === 'main' ? always : [...always, task.labelBranchName];
};

export const fromTaskReference = (reference: TaskReference): AgentTask => ({
  uuid: reference[0],
  dataHash: reference[1],
  dataTitle: reference[2],
  status: reference[3],
  createdAt: new Date(reference[4]),
  updatedAt: new Date(reference[5]),
  labelBranchName: reference[6] ?? 'main',
  assignee: reference[7] ?? undefined,
  lastActionedBy: reference[8] ?? undefined,
});
