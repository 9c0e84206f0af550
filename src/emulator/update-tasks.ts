import { z } from 'zod';
import type { Pathway, Stage } from './blueprint.js';
import type { Project, Task } from './project.js';
import { Refusal } from './refusal.js';

const uuid = z.guid().transform((text) => text.toLowerCase());

export const actionsSchema = z
  .array(
    z
      .strictObject({
        taskUuid: uuid,
        action: z.literal('PATHWAY_ACTION'),
        pathwayUuid: z.string().optional(),
        pathwayName: z.string().optional(),
      })
      .refine((action) => action.pathwayUuid !== undefined || action.pathwayName !== undefined, {
        message: 'needs "pathwayUuid" or "pathwayName"',
      }),
  )
  .min(1)
  .max(1000, 'at most 1000 actions in one request');
type Action = z.output<typeof actionsSchema>[number];

export const moveTasksSchema = z.strictObject({
  taskUuids: z.array(uuid).min(1).max(500, 'at most 500 tasks in one request'),
  destinationStageUuid: uuid,
});

export const prioritiesSchema = z.strictObject({
  priorities: z
    .array(z.tuple([uuid, z.number().min(0).max(1)]))
    .min(1)
    .max(1000, 'at most 1000 priorities in one request'),
});

/** Sends tasks along pathways: all of them, or none and a 400 that names the culprit. */
export const takePathways = (
  project: Project,
  { stage, actions }: { stage: Stage; actions: readonly Action[] },
): void => {
  const tasks = tasksInStage(project, { stage, taskUuids: actions.map((action) => action.taskUuid) });
  const moves = actions.map((action, index) => {
    const pathway = findPathway(stage, { action, at: `[${index}]` });
    return { task: tasks[index], destination: project.stage(pathway.destinationUuid) };
  });
  for (const { task, destination } of moves) {
    if (task !== undefined && destination !== undefined) {
      project.moveTask(task, { stage: destination, by: 'action' });
    }
  }
};

/** Moves tasks straight to another stage: all of them, or none and a 400 that names the culprit. */
export const moveTasks = (
  project: Project,
  { stage, ...body }: { stage: Stage } & z.output<typeof moveTasksSchema>,
): void => {
  const destination = project.stage(body.destinationStageUuid);
  if (destination === undefined) {
    throw new Refusal(
      400,
      `destinationStageUuid: project "${project.title}" has no stage ${body.destinationStageUuid}`,
    );
  }
  for (const task of tasksInStage(project, { stage, taskUuids: body.taskUuids })) {
    project.moveTask(task, { stage: destination, by: 'move' });
  }
};

/** Priorities are those of data units, and keep their value when tasks move. */
export const setPriorities = (project: Project, { priorities }: z.output<typeof prioritiesSchema>): void => {
  const updates = priorities.map(([dataHash, priority], index) => {
    const task = project.tasksByDataHash.get(dataHash);
    if (task === undefined) {
      throw new Refusal(
        400,
        `priorities[${index}]: project "${project.title}" has no data unit ${dataHash} (a data hash is needed, not a task uuid)`,
      );
    }
    return { data: task.data, priority };
  });
  for (const { data, priority } of updates) data.priority = priority;
};

/** @throws Refusal 400 when a task is named twice, unknown, or has left the stage. */
const tasksInStage = (
  project: Project,
  { stage, taskUuids }: { stage: Stage; taskUuids: readonly string[] },
): Task[] => {
  const seen = new Set<string>();
  return taskUuids.map((taskUuid) => {
    if (seen.has(taskUuid)) throw new Refusal(400, `Task ${taskUuid} is named twice. Nothing was moved.`);
    seen.add(taskUuid);
    const task = project.tasksByUuid.get(taskUuid);
    if (task?.stage !== stage) {
      const where =
        task === undefined ? `project "${project.title}" has no such task` : `it is in "${task.stage.title}"`;
      throw new Refusal(
        400,
        `Task ${taskUuid} is not in stage "${stage.title}": ${where}. Nothing was moved.`,
      );
    }
    return task;
  });
};

/** Names match in any case; a uuid and a name together must mean the same pathway. */
const findPathway = (stage: Stage, { action, at }: { action: Action; at: string }): Pathway => {
  const pathwayUuid = action.pathwayUuid?.toLowerCase();
  const pathwayName = action.pathwayName?.toLowerCase();
  const pathway = stage.pathways.find(
    ({ uuid: candidate, name }) =>
      (pathwayUuid === undefined || candidate === pathwayUuid) &&
      (pathwayName === undefined || name.toLowerCase() === pathwayName),
  );
  if (pathway === undefined) {
    const asked = [action.pathwayUuid, action.pathwayName].filter((text) => text !== undefined);
    const valid = stage.pathways.map(({ uuid: known, name }) => `"${name}" (${known})`).join(', ');
    throw new Refusal(
      400,
      `${at}: stage "${stage.title}" has no pathway ${asked.map((text) => `"${text}"`).join(' with name ')}; it has ${valid || 'none'}. Nothing was moved.`,
    );
  }
  return pathway;
};
