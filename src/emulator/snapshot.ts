import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Project } from './project.js';
import type { ParsedSeed } from './seed-schema.js';
import type { EmulatorState } from './state.js';

const taskSchema = z.strictObject({
  uuid: z.string(),
  /** Uuid. */
  stage: z.string(),
  status: z.enum(['NEW', 'ASSIGNED', 'RELEASED', 'SKIPPED', 'REOPENED', 'COMPLETED']),
  createdAt: z.string(),
  updatedAt: z.string(),
  assignee: z.string().nullable(),
  lastActionedBy: z.string().nullable(),
  saves: z.number(),
  history: z.array(
    z.strictObject({ from: z.string(), to: z.string(), by: z.enum(['action', 'move', 'admin']) }),
  ),
  priority: z.number(),
  lastEditedAt: z.string().optional(),
});

const snapshotSchema = z.strictObject({
  version: z.literal(1),
  seed: z.string(),
  projects: z.record(z.string(), z.strictObject({ added: z.int(), tasks: z.array(taskSchema) })),
});
type Snapshot = z.output<typeof snapshotSchema>;

/** The tasks of all projects as JSON text; belongs to the seed it was made from. */
export const writeSnapshot = (state: EmulatorState, seed: ParsedSeed): string => {
  const projects = [...state.projects.values()].map(
    (project) => [project.projectHash, save(project)] as const,
  );
  const snapshot: Snapshot = { version: 1, seed: fingerprint(seed), projects: Object.fromEntries(projects) };
  return JSON.stringify(snapshot);
};

/** Takes a state up where `writeSnapshot` left it. @throws Error when the text is damaged or belongs to another seed. */
export const restoreSnapshot = (
  text: string,
  { state, seed }: { state: EmulatorState; seed: ParsedSeed },
): void => {
  const snapshot = snapshotSchema.parse(JSON.parse(text));
  if (snapshot.seed !== fingerprint(seed)) {
    throw new Error('it was made from another seed or number of tasks; choose another folder, or delete it');
  }
  for (const [projectHash, saved] of Object.entries(snapshot.projects)) {
    const project = state.projects.get(projectHash);
    if (project !== undefined) restore(project, saved);
  }
};

const fingerprint = (seed: ParsedSeed): string =>
  createHash('sha256').update(JSON.stringify(seed)).digest('hex');

const save = (project: Project): Snapshot['projects'][string] => ({
  added: project.added,
  tasks: project.tasks.map((task) => ({
    uuid: task.uuid,
    stage: task.stage.uuid,
    status: task.status,
    createdAt: task.createdAt,
    updatedAt: task.updatedAt,
    assignee: task.assignee,
    lastActionedBy: task.lastActionedBy,
    saves: task.saves,
    history: task.history,
    priority: task.data.priority,
    ...(task.data.lastEditedAt === undefined ? {} : { lastEditedAt: task.data.lastEditedAt }),
  })),
});

const restore = (project: Project, saved: Snapshot['projects'][string]): void => {
  project.addTasks(saved.added);
  for (const { uuid, stage: stageUuid, priority, lastEditedAt, ...rest } of saved.tasks) {
    const task = project.tasksByUuid.get(uuid);
    const stage = project.stage(stageUuid);
    if (task === undefined || stage === undefined)
      throw new Error(`task ${uuid} or its stage is not in the seed`);
    Object.assign(task, rest, { stage });
    task.data.priority = priority;
    task.data.lastEditedAt = lastEditedAt;
  }
};
