import type { Task } from './project.js';
import type { StageType } from './seed-schema.js';

type Members = Readonly<Record<string, unknown>>;

/** What a stage type's listing shows beyond the common members. */
const ownMembers: Readonly<Record<StageType, (task: Task) => Members>> = {
  AGENT: ({ status, labelBranchName, assignee, lastActionedBy }) => ({
    status,
    labelBranchName,
    assignee,
    lastActionedBy,
  }),
  ANNOTATION: ({ status, labelBranchName, assignee }) => ({ status, labelBranchName, assignee }),
  REVIEW: ({ status, assignee }) => ({ status, assignee }),
  CONSENSUS_ANNOTATION: () => ({ subtasks: [] }),
  CONSENSUS_REVIEW: ({ status, assignee }) => ({ status, assignee, options: [] }),
  DONE: () => ({}),
};

/** A task as the listing of its stage shows it; all members of the stage's type are present. */
export const toTaskWire = (task: Task): Members => ({
  uuid: task.uuid,
  createdAt: task.createdAt,
  updatedAt: task.updatedAt,
  dataHash: task.data.dataHash,
  dataTitle: task.data.title,
  ...ownMembers[task.stage.type](task),
});
