import type { ProjectBlueprint, Stage, UnitBlueprint } from './blueprint.js';
import { deterministicUuid } from './deterministic-uuid.js';
import type { Timestamps } from './timestamps.js';

export type TaskStatus = 'NEW' | 'ASSIGNED' | 'RELEASED' | 'SKIPPED' | 'REOPENED' | 'COMPLETED';

/** Who moved a task: an agent along a pathway, a client's move-tasks, or a person (the admin endpoint). */
export type MovedBy = 'action' | 'move' | 'admin';

export interface HistoryEntry {
  /** Titles of stages. */
  readonly from: string;
  readonly to: string;
  readonly by: MovedBy;
}

export interface DataUnit {
  readonly dataHash: string;
  readonly title: string;
  readonly datasetHash: string;
  /** 0..1 */
  priority: number;
  /** When a person edited the labels last. */
  lastEditedAt: string | undefined;
}

export interface Task {
  readonly uuid: string;
  /** Place in the order of listings, and in `Project.tasks`; never changes, whatever stage the task is in. */
  readonly sequence: number;
  readonly data: DataUnit;
  readonly labelBranchName: string;
  createdAt: string;
  updatedAt: string;
  stage: Stage;
  status: TaskStatus;
  assignee: string | null;
  lastActionedBy: string | null;
  /** Times that labels were saved. */
  saves: number;
  history: HistoryEntry[];
}

const DEFAULT_PRIORITY = 0.5;
const PERSON_BEHIND: Readonly<Record<MovedBy, string>> = {
  action: 'agent@example.com',
  move: 'agent@example.com',
  admin: 'person@example.com',
};

/** One project with its tasks. Everything here trusts its arguments: requests are checked before. */
export class Project {
  readonly blueprint: ProjectBlueprint;
  readonly createdAt: string;
  /** In the order of `sequence`; tasks are never removed. */
  readonly tasks: Task[] = [];
  readonly tasksByUuid = new Map<string, Task>();
  readonly tasksByDataHash = new Map<string, Task>();
  /** Tasks added after the start. */
  added = 0;
  readonly #timestamps: Timestamps;

  constructor(blueprint: ProjectBlueprint, timestamps: Timestamps) {
    this.blueprint = blueprint;
    this.#timestamps = timestamps;
    this.createdAt = timestamps.next();
    for (const { datasetHash, units } of blueprint.datasets) {
      for (const unit of units) this.#addTask(unit, { datasetHash, at: this.createdAt });
    }
  }

  get projectHash(): string {
    return this.blueprint.projectHash;
  }

  get title(): string {
    return this.blueprint.title;
  }

  get stages(): readonly Stage[] {
    return this.blueprint.workflow.stages;
  }

  stage(uuid: string): Stage | undefined {
    return this.stages.find((stage) => stage.uuid === uuid);
  }

  /** New data arrives in the project's first dataset. */
  addTasks(count: number): Task[] {
    const datasetHash = this.blueprint.datasets[0]?.datasetHash ?? '';
    const at = this.#timestamps.next();
    return Array.from({ length: count }, () => {
      const i = this.added++;
      const dataHash = deterministicUuid(`${this.projectHash}/added/${i}`);
      return this.#addTask({ dataHash, title: `new_${i}.jpg`, type: 'image' }, { datasetHash, at });
    });
  }

  moveTask(task: Task, to: { readonly stage: Stage; readonly by: MovedBy }): void {
    task.history.push({ from: task.stage.title, to: to.stage.title, by: to.by });
    task.stage = to.stage;
    task.status = 'NEW';
    task.assignee = null;
    task.lastActionedBy = PERSON_BEHIND[to.by];
    task.updatedAt = this.#timestamps.next();
  }

  /** A person edited the labels of a data unit. */
  editLabels(data: DataUnit): string {
    data.lastEditedAt = this.#timestamps.next();
    return data.lastEditedAt;
  }

  describe(withTasks: boolean): ProjectDescription {
    const stages = Object.fromEntries(this.stages.map((stage) => [stage.title, 0]));
    for (const { stage } of this.tasks) stages[stage.title] = (stages[stage.title] ?? 0) + 1;
    return { title: this.title, stages, ...(withTasks ? { tasks: this.tasks.map(describeTask) } : {}) };
  }

  #addTask(unit: UnitBlueprint, { datasetHash, at }: { datasetHash: string; at: string }): Task {
    const { dataHash, title } = unit;
    const task: Task = {
      uuid: deterministicUuid(`${this.projectHash}/tasks/${dataHash}`),
      sequence: this.tasks.length,
      data: { dataHash, title, datasetHash, priority: DEFAULT_PRIORITY, lastEditedAt: undefined },
      labelBranchName: 'main',
      createdAt: at,
      updatedAt: at,
      stage: this.blueprint.workflow.start,
      status: 'NEW',
      assignee: null,
      lastActionedBy: null,
      saves: 0,
      history: [],
    };
    this.tasks.push(task);
    this.tasksByUuid.set(task.uuid, task);
    this.tasksByDataHash.set(dataHash, task);
    return task;
  }
}

export interface ProjectDescription {
  readonly title: string;
  /** Tasks by the title of their stage. */
  readonly stages: Readonly<Record<string, number>>;
  readonly tasks?: readonly TaskDescription[];
}

export interface TaskDescription {
  readonly uuid: string;
  readonly dataHash: string;
  readonly dataTitle: string;
  /** Title. */
  readonly stage: string;
  readonly priority: number;
  readonly saves: number;
  readonly history: readonly HistoryEntry[];
}

const describeTask = (task: Task): TaskDescription => ({
  uuid: task.uuid,
  dataHash: task.data.dataHash,
  dataTitle: task.data.title,
  stage: task.stage.title,
  priority: task.data.priority,
  saves: task.saves,
  history: task.history,
});
