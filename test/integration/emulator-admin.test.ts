import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Emulator, type StateDescription, startEmulator } from '../../src/emulator/index.js';
import { createTestClient, type TestClient } from '../support/signed-request.js';

const AGENT_1 = '6011c844-fb26-438b-b465-0b0825951015';
const PATHWAY = '49a786f3-5edf-4b94-aff0-3da9042d3bf0';

let emulator: Emulator;
let client: TestClient;
let projectHash: string;

beforeAll(async () => {
  emulator = await startEmulator({ tasks: 3 });
  client = createTestClient(emulator);
  projectHash = emulator.projects[0]?.projectHash ?? '';
});
afterAll(() => emulator.close());
beforeEach(() => emulator.reset());

const stateOf = async (from: TestClient) => {
  const project = (await from.admin<StateDescription>('state')).projects[projectHash];
  if (project === undefined) throw new Error('no project');
  return { ...project, tasks: project.tasks ?? [] };
};
const proceedFirst = async (as: TestClient) => {
  const [task] = (await stateOf(as)).tasks;
  return as.post(`/v2/public/projects/${projectHash}/workflow/stages/${AGENT_1}/actions`, [
    { taskUuid: task?.uuid, action: 'PATHWAY_ACTION', pathwayUuid: PATHWAY },
  ]);
};
const getProject = () => client.get(`/v2/public/projects/${projectHash}`);

describe('faults', () => {
  it('answer with a status and Retry-After, as often as they were told to', async () => {
    await client.admin('faults', [{ operation: 'GET project', status: 429, retryAfter: 7, times: 1 }]);
    const struck = await getProject();
    expect([struck.status, struck.headers.get('Retry-After')]).toEqual([429, '7']);
    expect((await getProject()).status).toBe(200);
    expect(await client.admin('faults')).toEqual([]);
  });

  it('that drop before leave the task where it is', async () => {
    await client.admin('faults', [{ operation: 'POST actions', drop: 'before', times: 1 }]);
    await expect(proceedFirst(client)).rejects.toThrow('fetch failed');
    expect((await stateOf(client)).stages).toEqual({ 'Agent 1': 3, Complete: 0 });
    expect((await proceedFirst(client)).status).toBe(204);
  });

  it('that drop after have moved the task', async () => {
    await client.admin('faults', [{ operation: 'POST actions', drop: 'after', times: 1 }]);
    await expect(proceedFirst(client)).rejects.toThrow('fetch failed');
    expect((await stateOf(client)).stages).toEqual({ 'Agent 1': 2, Complete: 1 });
    expect((await proceedFirst(client)).status).toBe(400);
  });

  it('take the place of earlier ones; an empty list ends them', async () => {
    await client.admin('faults', [{ status: 500 }]);
    await client.admin('faults', [{ status: 503 }]);
    expect((await getProject()).status).toBe(503);
    await client.admin('faults', []);
    expect((await getProject()).status).toBe(200);
  });
});

describe('admin endpoints', () => {
  it('count requests by operation, also those that are refused', async () => {
    await getProject();
    await fetch(`${emulator.url}/v2/public/projects/${projectHash}`);
    await proceedFirst(client);
    await client.get('/v2/public/nothing');
    expect(await client.admin('requests')).toEqual({
      total: 4,
      byOperation: { 'GET project': 2, 'POST actions': 1, unknown: 1 },
    });
  });

  it('keep a tally', async () => {
    expect(await client.admin('count', { key: 'a' })).toEqual({ key: 'a', count: 1 });
    await client.admin('count', { key: 'a' });
    await client.admin('count', { key: 'b' });
    expect(await client.admin('count')).toEqual({ a: 2, b: 1 });
  });

  it('move a task by title or uuid, as a person does', async () => {
    const [task] = (await stateOf(client)).tasks;
    await client.admin('move', { projectHash, taskUuid: task?.uuid, stage: 'Complete' });
    await client.admin('move', { projectHash, taskUuid: task?.uuid, stage: AGENT_1 });
    expect((await stateOf(client)).tasks[0]?.history).toEqual([
      { from: 'Agent 1', to: 'Complete', by: 'admin' },
      { from: 'Complete', to: 'Agent 1', by: 'admin' },
    ]);
  });

  it('let new data arrive at the start, and edit labels', async () => {
    const { taskUuids } = await client.admin<{ taskUuids: string[] }>('tasks', { projectHash, count: 2 });
    const { tasks, stages } = await stateOf(client);
    expect(stages).toEqual({ 'Agent 1': 5, Complete: 0 });
    expect(tasks.slice(3).map(({ uuid }) => uuid)).toEqual(taskUuids);
    const edited = await client.admin('edit', { projectHash, dataHash: tasks[0]?.dataHash });
    const data = emulator.state.projects.get(projectHash)?.tasks[0]?.data;
    expect(edited).toEqual({ lastEditedAt: data?.lastEditedAt });
  });

  it('reset everything to the seed, with the same ids', async () => {
    const before = await stateOf(client);
    await proceedFirst(client);
    await client.admin('tasks', { projectHash, count: 2 });
    await client.admin('count', { key: 'a' });
    await client.admin('faults', [{ status: 500 }]);
    await client.admin('reset', {});
    expect(await stateOf(client)).toEqual(before);
    expect(await client.admin('count')).toEqual({});
    expect(await client.admin('faults')).toEqual([]);
    expect(await client.admin('requests')).toEqual({ total: 0, byOperation: {} });
  });

  it('can leave the tasks out of the state', async () => {
    expect(await client.admin('state?tasks=false')).toEqual({
      projects: { [projectHash]: { title: 'Demo', stages: { 'Agent 1': 3, Complete: 0 } } },
    });
  });

  it.each<[string, unknown, string]>([
    ['count', { key: 'a', by: 2 }, 'count: 400 {"message":"Body: by: unknown member \\"by\\""}'],
    ['count', { key: 1 }, '400 {"message":"Body: key: '],
    ['faults', { status: 500 }, '400 {"message":"Body: (whole): '],
    ['faults', [{ operation: 'GET nothing', status: 500 }], '400 {"message":"Body: [0].operation: '],
    [
      'move',
      { projectHash: AGENT_1, taskUuid: AGENT_1, stage: 'x' },
      `404 {"message":"No project ${AGENT_1} here; there are `,
    ],
    ['reset', { hard: true }, '400 {"message":"Body: hard: unknown member'],
    ['state?all=true', undefined, '400 {"message":"Query: all: unknown member'],
    ['requests?x=1', undefined, '400 {"message":"Query: x: unknown member'],
    ['nothing', undefined, '404 {"message":"There is nothing at GET /__emulator/nothing.'],
  ])('refuse what they do not know: %s %j', async (path, body, problem) => {
    await expect(client.admin(path, body)).rejects.toThrow(problem);
  });
});

describe('the life of an emulator', () => {
  it('with a state folder goes on where it was, with the same key', async () => {
    const stateDir = await mkdtemp(join(tmpdir(), 'emulator-state-'));
    try {
      const first = await startEmulator({ tasks: 3, stateDir });
      const user = createTestClient(first);
      await proceedFirst(user);
      const before = await stateOf(user);
      await first.close();

      const second = await startEmulator({ tasks: 3, stateDir });
      expect(second.privateKey).toBe(first.privateKey);
      const again = createTestClient(second);
      expect(await stateOf(again)).toEqual(before);
      expect((await again.get(`/v2/public/projects/${projectHash}`)).status).toBe(200);
      await second.close();

      await expect(startEmulator({ tasks: 4, stateDir })).rejects.toThrow(
        /state\.json cannot be used: it was made from another seed/,
      );
    } finally {
      await rm(stateDir, { recursive: true });
    }
  });

  it('without one leaves nothing behind, and its connections end', async () => {
    const short = await startEmulator({ latencyMs: 60_000 });
    const waiting = expect(createTestClient(short).get(`/v2/public/projects/${projectHash}`)).rejects.toThrow(
      'fetch failed',
    );
    while ((await createTestClient(short).admin<{ total: number }>('requests')).total === 0);
    await short.close();
    await short.close();
    await waiting;
    expect(existsSync(short.keyFile)).toBe(false);
    await expect(fetch(short.url)).rejects.toThrow('fetch failed');
  });

  it('names the port when that is taken', async () => {
    const port = Number(new URL(emulator.url).port);
    await expect(startEmulator({ port })).rejects.toThrow(`Port ${port} is in use; choose another one`);
  });

  it('names options that are wrong', async () => {
    await expect(startEmulator({ pageSize: 0 })).rejects.toThrow(
      'pageSize must be a whole number from 1 to 1000, not 0',
    );
    await expect(startEmulator({ seed: 'nope' })).rejects.toThrow('no built-in seed');
  });
});
