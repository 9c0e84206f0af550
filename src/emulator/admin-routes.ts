import { Hono } from 'hono';
import { z } from 'zod';
import { type EmulatorBindings, isLoopback } from './connection.js';
import { faultListSchema } from './faults.js';
import type { Project } from './project.js';
import { readBody, readQuery } from './read-input.js';
import { Refusal } from './refusal.js';
import type { EmulatorState } from './state.js';

const uuid = z.guid().transform((text) => text.toLowerCase());
const countSchema = z.strictObject({ key: z.string().min(1) });
const moveSchema = z.strictObject({
  projectHash: uuid,
  taskUuid: uuid,
  /** Title or uuid. */
  stage: z.string(),
});
const editSchema = z.strictObject({ projectHash: uuid, dataHash: uuid });
const tasksSchema = z.strictObject({ projectHash: uuid, count: z.int().min(1).max(100_000) });
const noQuery = z.strictObject({});
const stateQuery = z.strictObject({
  tasks: z.tuple([z.enum(['true', 'false', 'True', 'False'])]).optional(),
});

/** What a person or a test does behind Encord's back; without signature, from this machine only. */
export const createAdminRoutes = (state: EmulatorState): Hono<EmulatorBindings> => {
  const admin = new Hono<EmulatorBindings>();

  admin.use(async (context, next) => {
    if (!isLoopback(context)) throw new Refusal(403, 'Admin endpoints answer to this machine only.');
    if (context.req.path !== '/__emulator/state') readQuery(context.req.url, noQuery);
    await next();
  });

  admin.get('/state', (context) => {
    const { tasks } = readQuery(context.req.url, stateQuery);
    return context.json(state.describe({ tasks: tasks?.[0].toLowerCase() !== 'false' }));
  });
  admin.get('/requests', (context) => context.json(state.requests.describe()));
  admin.post('/reset', async (context) => {
    if ((await context.req.text()) !== '') readBody(await context.req.arrayBuffer(), noQuery);
    state.reset();
    return context.json({ ok: true });
  });

  admin.get('/count', (context) => context.json(Object.fromEntries(state.counts)));
  admin.post('/count', async (context) => {
    const { key } = readBody(await context.req.arrayBuffer(), countSchema);
    return context.json({ key, count: state.count(key) });
  });

  admin.get('/faults', (context) => context.json(state.faults.describe()));
  admin.post('/faults', async (context) => {
    state.faults.replace(readBody(await context.req.arrayBuffer(), faultListSchema));
    return context.json(state.faults.describe());
  });

  admin.post('/move', async (context) => {
    const body = readBody(await context.req.arrayBuffer(), moveSchema);
    const project = findProject(state, body.projectHash);
    const task = project.tasksByUuid.get(body.taskUuid);
    if (task === undefined) throw notFound(project, `task ${body.taskUuid}`);
    const stage = project.stages.find(
      ({ uuid: id, title }) => id === body.stage.toLowerCase() || title === body.stage,
    );
    if (stage === undefined) throw notFound(project, `stage "${body.stage}"`);
    project.moveTask(task, { stage, by: 'admin' });
    return context.json({ ok: true });
  });

  admin.post('/edit', async (context) => {
    const body = readBody(await context.req.arrayBuffer(), editSchema);
    const project = findProject(state, body.projectHash);
    const task = project.tasksByDataHash.get(body.dataHash);
    if (task === undefined) throw notFound(project, `data unit ${body.dataHash}`);
    return context.json({ lastEditedAt: project.editLabels(task.data) });
  });

  admin.post('/tasks', async (context) => {
    const { projectHash, count } = readBody(await context.req.arrayBuffer(), tasksSchema);
    const added = findProject(state, projectHash).addTasks(count);
    return context.json({ taskUuids: added.map((task) => task.uuid) });
  });

  return admin;
};

const findProject = (state: EmulatorState, projectHash: string): Project => {
  const project = state.projects.get(projectHash);
  if (project !== undefined) return project;
  throw new Refusal(
    404,
    `No project ${projectHash} here; there are ${[...state.projects.keys()].join(', ') || 'none'}.`,
  );
};

const notFound = (project: Project, what: string): Refusal =>
  new Refusal(404, `Project "${project.title}" has no ${what}.`);
