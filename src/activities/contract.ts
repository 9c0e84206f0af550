/**
 * What crosses the boundary between workflows and activities: one JSON object each way, ids and counters only, small
 * (it is written into the history, task references up to four times). Types only: workflows import this file.
 */
import type { TaskReference } from '../execution/task-reference.js';

export type { TaskReference } from '../execution/task-reference.js';

/** How many tasks one activity handles: 1 keeps every task visible on its own, `auto` suits fast agents. */
export type TasksPerActivity = number | 'auto';

/** What a person types for `pollStage`; durations are strings such as "5s". Unknown members are refused with `CONFIG`. */
export interface PollStageInput {
  readonly projectHash: string;
  /** Title or uuid of an agent stage. */
  readonly stage: string;
  /** Tasks in flight at most, 1..2000. Default 45. */
  readonly concurrency?: number;
  /** 1..100 or "auto". Default: the stage's option, else 1. */
  readonly tasksPerActivity?: TasksPerActivity;
  /** Tasks taken on per pass at most. Default: all. */
  readonly maxTasks?: number;
  /** Agent attempts per task at most. Default: the stage's option, else 4. */
  readonly maxAttempts?: number;
  /** Stop (drain) the poll at this many failed tasks. */
  readonly maxFailures?: number;
  /** Stop (drain) the poll above this share of failed tasks, 0..100; judged from 20 finished tasks on. */
  readonly maxFailurePercent?: number;
  /** Only tasks on these data units. An empty list is refused: to Encord it would mean "all". */
  readonly dataHashes?: readonly string[];
  /** Only these tasks. */
  readonly taskUuids?: readonly string[];
  /** List the stage again this long after the start of each pass. Default: one pass. */
  readonly refreshEvery?: string;
  /** A batch of updates leaves at this many, 1..1000. Default 200. */
  readonly flushSize?: number;
  /** Longest wait of a finished task for its batch. Default "5s". */
  readonly flushEvery?: string;
  /** Tasks per slice, 1..500. Default 500. */
  readonly sliceSize?: number;
  /** History events after which a run ends and continues as new, 20..3500. Default 3500. */
  readonly eventBudget?: number;
}

/** The input after defaults, in milliseconds. */
export interface PollSettings {
  readonly concurrency: number;
  readonly tasksPerActivity: TasksPerActivity | undefined;
  readonly maxTasks: number | undefined;
  readonly maxAttempts: number | undefined;
  readonly maxFailures: number | undefined;
  readonly maxFailurePercent: number | undefined;
  readonly dataHashes: readonly string[] | undefined;
  readonly taskUuids: readonly string[] | undefined;
  readonly refreshEveryMs: number | undefined;
  readonly flushSize: number;
  readonly flushEveryMs: number;
  readonly sliceSize: number;
  readonly eventBudget: number;
}

/** The names of the search attributes by which runs can be found. */
export interface SearchAttributeNames {
  /** Its value is the project hash. */
  readonly project: string;
  /** Its value is the stage's title. */
  readonly stage: string;
}

/** A poll whose project and stage were found. */
export interface ResolvedPoll {
  readonly projectHash: string;
  readonly projectTitle: string;
  readonly stageUuid: string;
  readonly stageTitle: string;
  readonly settings: PollSettings;
  /** Absent where the server does not know them. */
  readonly searchAttributes?: SearchAttributeNames;
}

/** What `runProject` does after its project was found. */
export interface ResolvedProject {
  readonly projectHash: string;
  readonly projectTitle: string;
  readonly stages: readonly { readonly uuid: string; readonly title: string }[];
  readonly order: 'sequential' | 'parallel';
  readonly maxRounds: number;
  /** For each stage's poll, as it was typed and after defaults. The pauses between passes are the project run's own. */
  readonly poll: Omit<PollStageInput, 'projectHash' | 'stage' | 'refreshEvery'>;
  readonly settings: PollSettings;
  /** Absent where the server does not know them. */
  readonly searchAttributes?: SearchAttributeNames;
  readonly refreshEveryMs: number | undefined;
}

export interface RunProjectInput extends Omit<PollStageInput, 'stage'> {
  /** Titles or uuids. Default: every registered stage, in the order of registration. */
  readonly stages?: readonly string[];
  /** Default "sequential". */
  readonly order?: 'sequential' | 'parallel';
  /** Rounds over the stages at most, 1..1000. Default 10. */
  readonly maxRounds?: number;
}

export interface StageTarget {
  readonly projectHash: string;
  readonly stageUuid: string;
}

/** How the workflow has to run the stage's tasks; worked out by `prepareStage` from the stage's options. */
export interface TaskPolicy {
  readonly startToCloseMs: number;
  readonly heartbeatTimeoutMs: number;
  /** Only where the poll's input says otherwise than the stage's option. */
  readonly maxAttempts?: number;
  readonly tasksPerActivity: TasksPerActivity;
  readonly taskQueue?: string;
}

export interface PreparedStage {
  readonly policy: TaskPolicy;
}

export interface PrepareStageInput extends StageTarget {
  /** Call the runner's `preExecution`: once per run, before the first pass. */
  readonly preExecution: boolean;
  readonly maxAttempts?: number;
  readonly tasksPerActivity?: TasksPerActivity;
}

export interface ListTasksInput extends StageTarget {
  readonly pageToken?: string;
  readonly dataHashes?: readonly string[];
  readonly taskUuids?: readonly string[];
}

export interface TaskList {
  readonly tasks: readonly TaskReference[];
  /** Absent at the end of the list. */
  readonly nextPageToken?: string;
}

export interface RunTaskInput extends StageTarget {
  readonly task: TaskReference;
  /** Only where the poll's input says otherwise than the stage's option. */
  readonly maxAttempts?: number;
  /** Agent attempts that a chunk has made already. Default 0. */
  readonly attemptsBefore?: number;
}

/** What is left to do for a task whose agent has finished. Neither member: it stays as it is. */
export interface TaskUpdate {
  readonly pathwayUuid?: string;
  /** 0..1 */
  readonly priority?: number;
}

export interface RunTasksInput extends StageTarget {
  readonly tasks: readonly TaskReference[];
  /** Only where the poll's input says otherwise than the stage's option. */
  readonly maxAttempts?: number;
  /** Start no further task after this long and return what is done. */
  readonly budgetMs: number;
}

/** What became of a chunk's tasks. Compact, since it is an event in the history: numbers are indices into `tasks`. */
export interface ChunkResult {
  /** Length of the finished prefix: tasks from here on were not started. */
  readonly finished: number;
  /** Milliseconds that the agents took, summed. */
  readonly agentMs: number;
  readonly updates: readonly (readonly [update: TaskUpdate, tasks: readonly number[]])[];
  readonly failures: readonly (readonly [task: number, code: string, message: string])[];
  /** Failed in a way that may pass: to be run alone, with Temporal's retries. */
  readonly again: readonly (readonly [task: number, attempts: number])[];
}

export interface ApplyUpdatesInput extends StageTarget {
  /** The pathways that occur in `updates`, which name them by their index. */
  readonly pathwayUuids: readonly string[];
  readonly updates: readonly CompactUpdate[];
}

/** A task that stays has no pathway (-1), but a priority. */
export type CompactUpdate = readonly [
  taskUuid: string,
  dataHash: string,
  pathway: number,
  /** 0..1 */
  priority?: number,
];

export interface AppliedUpdates {
  readonly advanced: number;
  readonly stayed: number;
  readonly stale: number;
  /** Refused by Encord: [index into `updates`, message]. */
  readonly refused: readonly (readonly [number, string])[];
}

/** The activity types, as they appear in the Temporal UI. */
export interface Activities {
  'encord.resolveStage'(input: PollStageInput): Promise<ResolvedPoll>;
  'encord.resolveProject'(input: RunProjectInput): Promise<ResolvedProject>;
  'encord.prepareStage'(input: PrepareStageInput): Promise<PreparedStage>;
  'encord.listTasks'(input: ListTasksInput): Promise<TaskList>;
  'encord.runTask'(input: RunTaskInput): Promise<TaskUpdate>;
  'encord.runTasks'(input: RunTasksInput): Promise<ChunkResult>;
  'encord.applyUpdates'(input: ApplyUpdatesInput): Promise<AppliedUpdates>;
}
