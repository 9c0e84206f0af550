import { readFile, stat } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Emulator, type StateDescription, startEmulator } from '../../src/emulator/index.js';
import { ontologyWire, pageWire, projectWire, taskWire } from '../../src/encord/wire.js';
import { createTestClient, readOpenSshKey, signHeaders, type TestClient } from '../support/signed-request.js';

const AGENT_1 = '6011c844-fb26-438b-b465-0b0825951015';
const COMPLETE = '7e7598de-612c-40c4-ba08-5dfec8c3ae8f';
const COMPLETE_PATHWAY = '49a786f3-5edf-4b94-aff0-3da9042d3bf0';

let emulator: Emulator;
let client: TestClient;
let projectPath: string;
let stagePath: string;

beforeAll(async () => {
  emulator = await startEmulator({ tasks: 25, pageSize: 10 });
  client = createTestClient(emulator);
  projectPath = `/v2/public/projects/${emulator.projects[0]?.projectHash}`;
  stagePath = `${projectPath}/workflow/stages/${AGENT_1}`;
});
afterAll(() => emulator.close());
beforeEach(() => emulator.reset());

const page = pageWire(taskWire);
const listPage = async (query = '') =>
  page.parse(await (await client.get(`${stagePath}/tasks${query}`)).json());
const proceed = (...taskUuids: string[]) =>
  client.post(
    `${stagePath}/actions`,
    taskUuids.map((taskUuid) => ({ taskUuid, action: 'PATHWAY_ACTION', pathwayUuid: COMPLETE_PATHWAY })),
  );
const setPriorities = (...priorities: unknown[]) => client.post(`${projectPath}/priorities`, { priorities });
const action = (changes: object) => ({ action: 'PATHWAY_ACTION', pathwayName: 'complete', ...changes });
const describeProject = async () => {
  const { projects } = await client.admin<StateDescription>('state');
  const project = Object.values(projects)[0];
  if (project === undefined) throw new Error('no project');
  return { ...project, tasks: project.tasks ?? [] };
};
const messageOf = async (response: Response): Promise<string> =>
  ((await response.json()) as { message: string }).message;

describe('what a client reads', () => {
  it('is a project with its stages and pathways', async () => {
    const response = await client.get(projectPath);
    const project = projectWire.parse(await response.json());
    expect(project).toMatchObject({ projectType: 'workflow', title: 'Demo' });
    expect(project.workflow?.stages).toEqual([
      {
        stageType: 'AGENT',
        uuid: AGENT_1,
        title: 'Agent 1',
        pathways: [{ uuid: COMPLETE_PATHWAY, title: 'complete', destinationUuid: COMPLETE }],
      },
      { stageType: 'DONE', uuid: COMPLETE, title: 'Complete' },
    ]);
    const ontology = await client.get(`/v2/public/ontologies/${project.ontologyHash}`);
    expect(ontologyWire.parse(await ontology.json()).title).toBe('Street ontology');
  });

  it('is a stage’s tasks, page by page; nothing is lost or repeated when tasks move in between', async () => {
    const seen: string[] = [];
    let query = '';
    for (;;) {
      const { results, nextPageToken } = await listPage(query);
      seen.push(...results.map(({ uuid }) => uuid));
      expect((await proceed(...results.map(({ uuid }) => uuid))).status).toBe(204);
      if (nextPageToken == null) break;
      query = `?pageToken=${encodeURIComponent(nextPageToken)}`;
    }
    expect(seen).toHaveLength(25);
    expect(new Set(seen).size).toBe(25);
    expect((await describeProject()).stages).toEqual({ 'Agent 1': 0, Complete: 25 });
    expect(await listPage()).toEqual({ results: [], nextPageToken: null });
  });

  it('is found by long filters, and where there are two slashes', async () => {
    const { tasks } = await describeProject();
    const query = Array.from({ length: 2000 }, () => `dataHashes=${tasks[3]?.dataHash}`).join('&');
    const { results } = await listPage(`?${query}`);
    expect(results.map(({ dataTitle }) => dataTitle)).toEqual(['image_3.jpg']);
    expect((await client.get(`/${projectPath}`)).status).toBe(200);
  });
});

describe('POST actions', () => {
  it('refuses the whole batch when one task has left the stage, naming it', async () => {
    const [first, second, third] = (await describeProject()).tasks;
    if (first === undefined || second === undefined || third === undefined) throw new Error('no tasks');
    await client.admin('move', {
      projectHash: emulator.projects[0]?.projectHash,
      taskUuid: second.uuid,
      stage: 'Complete',
    });
    const response = await proceed(first.uuid, second.uuid, third.uuid);
    expect(response.status).toBe(400);
    expect(await messageOf(response)).toBe(
      `Task ${second.uuid} is not in stage "Agent 1": it is in "Complete". Nothing was moved.`,
    );
    expect((await describeProject()).stages).toEqual({ 'Agent 1': 24, Complete: 1 });
  });

  it('takes names in any case, keeps uuids, changes updatedAt and tells the history', async () => {
    const [before] = (await listPage()).results;
    if (before === undefined) throw new Error('no tasks');
    const body = [action({ taskUuid: before.uuid, pathwayName: 'COMPLETE' })];
    expect((await client.post(`${stagePath}/actions`, body)).status).toBe(204);
    const done = await client.get(
      `${projectPath}/workflow/stages/${COMPLETE}/tasks?dataHashes=${before.dataHash}`,
    );
    const [after] = page.parse(await done.json()).results;
    expect(after?.uuid).toBe(before.uuid);
    expect(after?.updatedAt).not.toBe(before.updatedAt);
    expect((await describeProject()).tasks[0]).toMatchObject({
      stage: 'Complete',
      saves: 0,
      history: [{ from: 'Agent 1', to: 'Complete', by: 'action' }],
    });
  });

  const GOOD = 'the first task';
  it.each<[string, number, object[], string]>([
    ['a task named twice', 400, [{ taskUuid: GOOD }, { taskUuid: GOOD }], 'is named twice'],
    [
      'a task of nowhere',
      400,
      [{ taskUuid: COMPLETE }],
      `Task ${COMPLETE} is not in stage "Agent 1": project "Demo" has no such task`,
    ],
    [
      'an unknown pathway',
      400,
      [{ taskUuid: GOOD, pathwayName: 'nope' }],
      'stage "Agent 1" has no pathway "nope"; it has "complete"',
    ],
    ['a uuid and a name that differ', 400, [{ taskUuid: GOOD, pathwayUuid: COMPLETE }], 'has no pathway "'],
    [
      'no pathway',
      400,
      [{ taskUuid: GOOD, pathwayName: undefined }],
      '[0]: needs "pathwayUuid" or "pathwayName"',
    ],
    ['another action', 400, [{ taskUuid: GOOD, action: 'SUBMIT' }], '[0].action: '],
    ['an unknown member', 400, [{ taskUuid: GOOD, comment: 'x' }], '[0].comment: unknown member "comment"'],
    ['no task', 400, [], '(whole): '],
    ['1,001 actions', 400, Array.from({ length: 1001 }, () => ({ taskUuid: GOOD })), 'at most 1000 actions'],
  ])('refuses %s', async (_, status, changes, problem) => {
    const taskUuid = (await describeProject()).tasks[0]?.uuid;
    const body = JSON.stringify(changes.map(action)).replaceAll(GOOD, String(taskUuid));
    const response = await client.post(`${stagePath}/actions`, body);
    expect(response.status).toBe(status);
    expect(await messageOf(response)).toContain(problem);
    expect((await describeProject()).stages).toEqual({ 'Agent 1': 25, Complete: 0 });
  });
});

describe('POST move-tasks and priorities', () => {
  it('move all tasks or none', async () => {
    const [first, second] = (await describeProject()).tasks;
    const taskUuids = [first?.uuid, second?.uuid];
    const move = () => client.post(`${stagePath}/move-tasks`, { taskUuids, destinationStageUuid: COMPLETE });
    expect((await move()).status).toBe(204);
    const again = await move();
    expect(again.status).toBe(400);
    expect(await messageOf(again)).toContain(`Task ${first?.uuid} is not in stage "Agent 1"`);
    const { tasks } = await describeProject();
    expect(tasks[0]?.history).toEqual([{ from: 'Agent 1', to: 'Complete', by: 'move' }]);
  });

  it('set priorities of data units, 0 among them; or none', async () => {
    const [first, second] = (await describeProject()).tasks;
    expect(first?.priority).toBe(0.5);
    expect((await setPriorities([first?.dataHash, 0], [second?.dataHash, 1])).status).toBe(204);
    const refused = await setPriorities([first?.dataHash, 0.7], [second?.uuid, 0.7]);
    expect(refused.status).toBe(400);
    expect(await messageOf(refused)).toContain(
      `priorities[1]: project "Demo" has no data unit ${second?.uuid}`,
    );
    expect((await setPriorities([first?.dataHash, 1.01])).status).toBe(400);
    const { tasks } = await describeProject();
    expect(tasks.slice(0, 3).map(({ priority }) => priority)).toEqual([0, 1, 0.5]);
  });
});

describe('strictness', () => {
  it.each<[number, string, string]>([
    [400, '/tasks?status=NEW', 'Query: status: unknown member "status"'],
    [400, '/tasks?statuses=DONE', 'Query: statuses[0]: '],
    [400, '/tasks?dataHashes=x', 'Query: dataHashes[0]: '],
    [400, '/tasks?dataTitleContains=a&dataTitleContains=b', 'Query: dataTitleContains: must be given once'],
    [400, '/tasks?pageToken=2', 'pageToken: "2" was not given out'],
    [501, '/reviews', 'does not have the operation GET /v2/public/projects/'],
  ])('answers %i to %s', async (status, path, problem) => {
    const response = await client.get(`${stagePath}${path}`);
    expect(response.status).toBe(status);
    expect(await messageOf(response)).toContain(problem);
  });

  it('knows which filters a stage of another type does not have', async () => {
    const response = await client.get(`${projectPath}/workflow/stages/${COMPLETE}/tasks?statuses=NEW`);
    expect(await messageOf(response)).toBe('Query: statuses: unknown member "statuses"');
  });

  it('refuses text that is no JSON', async () => {
    const response = await client.post(`${stagePath}/actions`, '[{');
    expect([response.status, await messageOf(response)]).toEqual([
      400,
      'Body: this is no JSON text in UTF-8',
    ]);
  });

  it('refuses a body that does not say it is JSON', async () => {
    const target = `${projectPath}/priorities`;
    const body = '{"priorities": []}';
    const headers = signHeaders(readOpenSshKey(emulator.privateKey), { method: 'POST', target, body });
    const response = await fetch(`${emulator.url}${target}`, { method: 'POST', headers, body });
    expect(response.status).toBe(400);
    expect(await messageOf(response)).toMatch(/^Content-Type: must be application\/json, not text\/plain/);
  });

  it('has no actions for stages of people', async () => {
    const response = await client.post(`${projectPath}/workflow/stages/${COMPLETE}/actions`, []);
    expect(response.status).toBe(501);
    expect(await messageOf(response)).toContain('"Complete" is of type DONE');
  });
});

describe('who is let in', () => {
  it('hides unknown and malformed projects behind 403, but names an unknown stage', async () => {
    for (const hash of [COMPLETE, 'invalid_project_hash']) {
      const response = await client.get(`/v2/public/projects/${hash}`);
      expect(response.status).toBe(403);
      expect(await messageOf(response)).toContain(hash);
    }
    const response = await client.get(`${projectPath}/workflow/stages/${COMPLETE_PATHWAY}/tasks`);
    expect(response.status).toBe(404);
  });

  it('refuses unsigned requests with 401 and keys of another emulator with 403', async () => {
    expect((await fetch(`${emulator.url}${projectPath}`)).status).toBe(401);
    const other = await startEmulator();
    try {
      const stranger = createTestClient({ url: emulator.url, privateKey: other.privateKey });
      expect((await stranger.get(projectPath)).status).toBe(403);
    } finally {
      await other.close();
    }
  });

  it('has its key in a file that only its owner can read', async () => {
    expect(await readFile(emulator.keyFile, 'utf8')).toBe(emulator.privateKey);
    expect((await stat(emulator.keyFile)).mode & 0o777).toBe(0o600);
  });
});
