import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TaskContext } from '../../src/agents/task-context.js';
import { EncordClient } from '../../src/encord/client.js';
import { loadPrivateKey } from '../../src/encord/private-key.js';
import { AttemptError } from '../../src/execution/failure.js';
import { listTasks } from '../../src/execution/list-tasks.js';
import { ProjectCache } from '../../src/execution/project-cache.js';
import { attemptErrorOf, runAttempt } from '../support/attempt.js';
import { EmulatedProject } from '../support/emulated-project.js';
import { encordErrorOf } from '../support/encord-error-of.js';
import { answerJson, type RecordingServer, startRecordingServer } from '../support/recording-server.js';

const AGENT_1 = '6011c844-fb26-438b-b465-0b0825951015';

let emulated: EmulatedProject;

beforeAll(async () => {
  emulated = await EmulatedProject.start({ seed: 'demo', tasks: 1150, pageSize: 100 });
});
beforeEach(() => emulated.admin('reset', {}));
afterAll(() => emulated.close());

const list = (options: Partial<Parameters<typeof listTasks>[1]> = {}, from = emulated) =>
  listTasks(from.client, { projectHash: from.projectHash, stageUuid: AGENT_1, ...options });

const uuidsOf = ({ tasks }: { tasks: readonly (readonly unknown[])[] }) => tasks.map(([uuid]) => uuid);

describe('listTasks', () => {
  it('takes 1,000 tasks at a time, in order, each once', async () => {
    const expected = emulated.tasks.map(({ uuid }) => uuid);
    const first = await list();
    expect(uuidsOf(first)).toEqual(expected.slice(0, 1000));
    const second = await list({ pageToken: first.nextPageToken });
    expect(uuidsOf(second)).toEqual(expected.slice(1000));
    expect(second.nextPageToken).toBeUndefined();
    expect(await emulated.requests()).toEqual({ 'GET tasks': 12 });
  });

  it('writes a fresh task as four members', async () => {
    const { tasks } = await list();
    const [task] = emulated.tasks;
    expect(tasks[0]).toEqual([task?.uuid, task?.dataHash, task?.dataTitle, expect.any(Number)]);
  });

  it('goes on where it stood, whatever moves meanwhile', async () => {
    const expected = emulated.tasks.map(({ uuid }) => uuid);
    const { nextPageToken } = await list();
    for (const index of [0, 500, 999, 1000, 1100]) await emulated.move(emulated.tasks[index], 'Complete');
    const rest = expected.slice(1000).filter((_, index) => index !== 0 && index !== 100);
    expect(uuidsOf(await list({ pageToken: nextPageToken }))).toEqual(rest);
  });

  it('begins anew when the cursor is refused', async () => {
    const { tasks, nextPageToken } = await list({ pageToken: 'from long ago' });
    expect(tasks).toHaveLength(1000);
    expect(nextPageToken).toBeDefined();
    expect(await emulated.requests()).toEqual({ 'GET tasks': 11 });
  });

  it('takes no other error for a refused cursor', async () => {
    const { nextPageToken } = await list();
    await emulated.admin('reset', {});
    await emulated.admin('faults', [{ operation: 'GET tasks', status: 500 }]);
    expect(await encordErrorOf(list({ pageToken: nextPageToken }))).toMatchObject({ code: 'UNAVAILABLE' });
    expect(await emulated.requests()).toEqual({ 'GET tasks': 1 });
  });

  it('passes on a refusal that is not about the cursor', async () => {
    expect(await encordErrorOf(list({ dataHashes: ['no uuid'] }))).toMatchObject({ code: 'INVALID_REQUEST' });
    expect(await encordErrorOf(list({ stageUuid: emulated.projectHash }))).toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('filters by task, and still stops after 10 pages', async () => {
    const wanted = [3, 777, 1149].map((index) => emulated.tasks[index]?.uuid ?? '');
    const taskUuids = wanted.map((uuid) => uuid.toUpperCase());
    const first = await list({ taskUuids });
    expect(uuidsOf(first)).toEqual(wanted.slice(0, 2));
    const second = await list({ taskUuids, pageToken: first.nextPageToken });
    expect(uuidsOf(second)).toEqual(wanted.slice(2));
    expect(second.nextPageToken).toBeUndefined();
  });

  it('of data units is whole, however many pages it takes', async () => {
    const chosen = emulated.tasks.filter((_, index) => index % 2 === 0);
    const { tasks, nextPageToken } = await list({ dataHashes: chosen.map(({ dataHash }) => dataHash) });
    expect(tasks).toHaveLength(575);
    expect(nextPageToken).toBeUndefined();
    const small = await EmulatedProject.start({ seed: 'demo', tasks: 30, pageSize: 2 });
    try {
      const dataHashes = small.tasks.map(({ dataHash }) => dataHash);
      expect((await list({ dataHashes }, small)).tasks).toHaveLength(30);
      const cut = await list({}, small);
      expect([cut.tasks.length, cut.nextPageToken === undefined]).toEqual([20, false]);
    } finally {
      await small.close();
    }
  });

  it('of no data unit asks for nothing', async () => {
    expect(await list({ dataHashes: [] })).toEqual({ tasks: [] });
    expect(await emulated.requests()).toEqual({});
  });

  it('ends with its signal', async () => {
    expect(await encordErrorOf(list({ signal: AbortSignal.abort() }))).toMatchObject({ code: 'CANCELLED' });
  });
});

const createCache = () => {
  const clock = { now: 1_760_000_000_000 };
  const cache = new ProjectCache(emulated.client, { now: () => clock.now });
  const fetches = async () => (await emulated.requests())['GET project'] ?? 0;
  return { cache, clock, fetches };
};

describe('ProjectCache', () => {
  it('fetches a project once for all who ask at the same time', async () => {
    const { cache, fetches } = createCache();
    const hashes = Array.from({ length: 45 }, (_, index) =>
      index % 2 === 0 ? emulated.projectHash : emulated.projectHash.toUpperCase(),
    );
    const projects = await Promise.all(hashes.map((hash) => cache.get(hash)));
    expect(new Set(projects).size).toBe(1);
    expect(await fetches()).toBe(1);
  });

  it('keeps it for a minute', async () => {
    const { cache, clock, fetches } = createCache();
    await cache.get(emulated.projectHash);
    clock.now += 59_999;
    await cache.get(emulated.projectHash);
    expect(await fetches()).toBe(1);
    clock.now += 1;
    await cache.get(emulated.projectHash);
    expect(await fetches()).toBe(2);
  });

  it('fetches anew once a second, however many ask', async () => {
    const { cache, clock, fetches } = createCache();
    await cache.get(emulated.projectHash);
    clock.now += 999;
    await Promise.all(Array.from({ length: 20 }, () => cache.refetch(emulated.projectHash)));
    expect(await fetches()).toBe(1);
    clock.now += 1;
    await Promise.all(Array.from({ length: 20 }, () => cache.refetch(emulated.projectHash)));
    expect(await fetches()).toBe(2);
  });

  it('does not keep what failed', async () => {
    const { cache, fetches } = createCache();
    await emulated.admin('faults', [{ operation: 'GET project', status: 500, times: 1 }]);
    const asked = [cache.get(emulated.projectHash), cache.get(emulated.projectHash)];
    const settled = await Promise.allSettled(asked);
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await cache.get(emulated.projectHash)).toMatchObject({ projectHash: emulated.projectHash });
    expect(await fetches()).toBe(2);
  });

  it('looks in a fresh copy before it calls a stage unknown, once for all who ask', async () => {
    const { cache, clock, fetches } = createCache();
    expect((await cache.stage(emulated.projectHash, 'Agent 1')).stage.uuid).toBe(AGENT_1);
    expect((await cache.stage(emulated.projectHash, AGENT_1.toUpperCase())).stage.title).toBe('Agent 1');
    expect(await fetches()).toBe(1);
    clock.now += 5000;
    const lookups = Array.from({ length: 20 }, () => cache.stage(emulated.projectHash, 'Agent 2'));
    const settled = await Promise.allSettled(lookups);
    for (const outcome of settled)
      expect(outcome).toMatchObject({
        reason: new AttemptError(
          'CONFIG',
          `Project "Demo" has no stage "Agent 2". Its agent stages are "Agent 1" (${AGENT_1}).`,
        ),
      });
    expect(await fetches()).toBe(2);
  });

  describe('of a project that changes', () => {
    let server: RecordingServer;
    let client: EncordClient;
    let title = 'Old';
    beforeEach(async () => {
      server = await startRecordingServer((response, { target }) => {
        if (target.includes('ontologies'))
          return answerJson(response, 200, { ontologyUuid: 'o', title: 'o', editor: {} });
        const stages = [{ stageType: 'AGENT', uuid: AGENT_1, title, pathways: [] }];
        const project = { projectHash: 'p', projectType: 'workflow', title: 'P', ontologyHash: 'o' };
        return answerJson(response, 200, { ...project, workflow: { stages } });
      });
      const privateKey = await loadPrivateKey(emulated.emulator.privateKey);
      client = new EncordClient({ privateKey, domain: server.url, repeatForMs: 0 });
    });
    afterEach(async () => {
      await client.close();
      await server.close();
    });

    it('finds a stage by its new title', async () => {
      const clock = { now: 5 };
      const cache = new ProjectCache(client, { now: () => clock.now });
      expect((await cache.stage('p', 'Old')).stage.uuid).toBe(AGENT_1);
      title = 'New';
      clock.now += 2000;
      const { stage, project } = await cache.stage('p', 'New');
      expect(stage.title).toBe('New');
      expect(project.stages).toContain(stage);
      expect(server.requests).toHaveLength(4);
    });
  });
});

const getProject = ({ client, signal }: TaskContext) => client.getProject(emulated.projectHash, { signal });

describe('runTask with a client', () => {
  it.each([
    [
      { status: 429, retryAfter: 3 },
      { code: 'RATE_LIMITED', retryAfterMs: 3000 },
    ],
    [
      { status: 503, retryAfter: 3 },
      { code: 'RATE_LIMITED', retryAfterMs: 3000 },
    ],
    [{ status: 500 }, { code: 'UNAVAILABLE' }],
    [{ drop: 'before' }, { code: 'UNAVAILABLE' }],
    [{ status: 401 }, { code: 'AGENT_ERROR', message: expect.stringMatching(/^EncordError: GET .* 401/) }],
    [{ status: 404 }, { code: 'AGENT_ERROR', message: expect.stringMatching(/^EncordError: GET .* 404/) }],
  ])('an agent that lets %j escape ends with %j', async (fault, expected) => {
    await emulated.admin('faults', [{ operation: 'GET project', ...fault }]);
    const error = await attemptErrorOf(runAttempt({ client: emulated.client, agent: getProject }));
    expect(error).toMatchObject(expected);
  });

  it('is cancelled in the middle of a request', async () => {
    await emulated.admin('faults', [{ operation: 'GET project', delayMs: 60_000 }]);
    const host = new AbortController();
    const failure = attemptErrorOf(
      runAttempt({ client: emulated.client, signal: host.signal, agent: getProject }),
    );
    await expect.poll(() => emulated.requests()).toEqual({ 'GET project': 1 });
    const reason = new AttemptError('CANCELLED', 'The poll was cancelled.');
    host.abort(reason);
    expect(await failure).toBe(reason);
  });

  it('ends a request when the time is up', async () => {
    await emulated.admin('faults', [{ operation: 'GET project', delayMs: 60_000 }]);
    const attempt = runAttempt({ client: emulated.client, options: { timeout: 100 }, agent: getProject });
    expect(await attemptErrorOf(attempt)).toMatchObject({ code: 'TIMEOUT' });
  });
});
