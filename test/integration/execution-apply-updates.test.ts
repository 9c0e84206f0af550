import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AgentStage } from '../../src/encord/project.js';
import { applyUpdates, type Update, type UpdateResult } from '../../src/execution/apply-updates.js';
import { EmulatedProject } from '../support/emulated-project.js';
import { encordErrorOf } from '../support/encord-error-of.js';

const VALIDATE = 'ae956722-561f-4586-b6d6-145e2f64b18a';
/** A pathway of another stage. */
const WRONG = 'c1d2e3f4-0000-4000-8000-00000000000a';
const MOVED_ONCE = [{ from: 'Prelabel', to: 'Validate', by: 'action' }];

let emulated: EmulatedProject;
let stage: AgentStage;

beforeAll(async () => {
  emulated = await EmulatedProject.start({ seed: 'two-stages' });
  stage = await emulated.stage('Prelabel');
});
beforeEach(() => emulated.admin('reset', {}));
afterAll(() => emulated.close());

const apply = (
  updates: readonly Update[],
  { sentBefore = false, signal }: { sentBefore?: boolean; signal?: AbortSignal } = {},
): Promise<UpdateResult[]> => {
  const { projectHash, client } = emulated;
  return applyUpdates(client, {
    projectHash,
    stage,
    updates,
    sentBefore,
    ...(signal === undefined ? {} : { signal }),
  });
};

/** The first `count` tasks of the stage, on their way. */
const moves = (count: number): Update[] =>
  emulated.tasks
    .slice(0, count)
    .map(({ uuid, dataHash }) => ({ taskUuid: uuid, dataHash, pathwayUuid: VALIDATE }));

const replaced = (updates: readonly Update[], index: number, change: Partial<Update>): Update[] =>
  updates.map((update, at) => (at === index ? { ...update, ...change } : update));

const statuses = (results: readonly UpdateResult[]): string[] => results.map(({ status }) => status);
const all = (count: number, status: string): string[] => Array<string>(count).fill(status);
const histories = (count: number) => emulated.tasks.slice(0, count).map(({ history }) => history);
const movedOnce = (count: number) => Array.from({ length: count }, () => MOVED_ONCE);
const fault = (...faults: object[]) => emulated.admin('faults', faults);

describe('a batch that is taken', () => {
  it('is one request', async () => {
    expect(statuses(await apply(moves(50)))).toEqual(all(50, 'advanced'));
    expect(await emulated.requests()).toEqual({ 'POST actions': 1 });
    expect(histories(50)).toEqual(movedOnce(50));
  });

  it('of nothing sends nothing', async () => {
    expect(await apply([])).toEqual([]);
    expect(await apply([], { sentBefore: true })).toEqual([]);
    const stays = moves(2).map(({ taskUuid, dataHash }) => ({ taskUuid, dataHash }));
    expect(statuses(await apply(stays, { sentBefore: true }))).toEqual(['stayed', 'stayed']);
    expect(await emulated.requests()).toEqual({});
  });

  it('sets priorities first, 0 included, also of tasks that stay', async () => {
    const [first, second, third] = moves(3);
    if (first === undefined || second === undefined || third === undefined) throw new Error('too few tasks');
    const updates = [
      { ...first, priority: 0 },
      { taskUuid: second.taskUuid, dataHash: second.dataHash, priority: 1 },
      third,
    ];
    expect(statuses(await apply(updates))).toEqual(['advanced', 'stayed', 'advanced']);
    const seen = emulated.tasks.slice(0, 3).map((task) => [task.stage, task.priority]);
    expect(seen).toEqual([
      ['Validate', 0],
      ['Prelabel', 1],
      ['Validate', 0.5],
    ]);
    expect(await emulated.requests()).toEqual({ 'POST priorities': 1, 'POST actions': 1 });
  });

  it('whose priorities cannot be set moves nothing', async () => {
    await fault({ operation: 'POST priorities', status: 500 });
    const error = await encordErrorOf(apply(moves(3).map((move) => ({ ...move, priority: 0.1 }))));
    expect(error.code).toBe('UNAVAILABLE');
    expect(await emulated.requests()).toEqual({ 'POST priorities': 1 });
  });
});

describe('tasks that somebody else moved', () => {
  it.each(['Validate', 'Complete'])('to %s are stale, and the others go on', async (destination) => {
    const updates = moves(50);
    await emulated.move(emulated.tasks[7], destination);
    const results = await apply(updates);
    expect(results[7]).toEqual({ status: 'stale' });
    expect(statuses(results.toSpliced(7, 1))).toEqual(all(49, 'advanced'));
    expect(emulated.tasks[7]?.history).toHaveLength(1);
    expect(await emulated.requests()).toEqual({ 'POST actions': 2, 'GET tasks': 1 });
  });

  it('may be all', async () => {
    const updates = moves(3);
    for (const task of emulated.tasks.slice(0, 3)) await emulated.move(task, 'Review');
    expect(statuses(await apply(updates))).toEqual(all(3, 'stale'));
    expect(await emulated.requests()).toEqual({ 'POST actions': 1, 'GET tasks': 1 });
  });
});

describe('a lost answer', () => {
  it('to a batch that was carried out is found out, and nothing moves twice', async () => {
    await fault({ operation: 'POST actions', drop: 'after', times: 1 });
    expect(statuses(await apply(moves(50)))).toEqual(all(50, 'advanced'));
    expect(histories(50)).toEqual(movedOnce(50));
    expect(await emulated.requests()).toEqual({ 'POST actions': 1, 'GET tasks': 2 });
  });

  it.each([{ drop: 'before' }, { status: 500 }, { status: 504 }])(
    'to a batch that was not (%j) sends it again',
    async (how) => {
      await fault({ operation: 'POST actions', times: 1, ...how });
      expect(statuses(await apply(moves(50)))).toEqual(all(50, 'advanced'));
      expect(histories(50)).toEqual(movedOnce(50));
      expect(await emulated.requests()).toEqual({ 'POST actions': 2, 'GET tasks': 1 });
    },
  );

  it('again and again ends the attempt, so that the next one waits', async () => {
    await fault({ operation: 'POST actions', status: 500 });
    const error = await encordErrorOf(apply(moves(50)));
    expect(error).toMatchObject({ code: 'UNAVAILABLE', status: 500 });
    expect(emulated.stages['Prelabel']).toBe(50);
    const { 'POST actions': sent, 'GET tasks': looks } = await emulated.requests();
    expect([sent, looks]).toEqual([2, 2]);
  });

  it('twice, the second time after it was carried out, is no error', async () => {
    await fault(
      { operation: 'POST actions', drop: 'before', times: 1 },
      { operation: 'POST actions', drop: 'after', times: 1 },
    );
    expect(statuses(await apply(moves(50)))).toEqual(all(50, 'advanced'));
    expect(histories(50)).toEqual(movedOnce(50));
  });

  it('tells who was moved by a person from who went our way', async () => {
    await fault({ operation: 'POST actions', drop: 'before', times: 1 });
    const updates = moves(4);
    // By the time of the look, a person has taken one away and another along our pathway.
    await emulated.move(emulated.tasks[0], 'Review');
    await emulated.move(emulated.tasks[1], 'Validate');
    expect(statuses(await apply(updates))).toEqual(['stale', 'advanced', 'advanced', 'advanced']);
    expect(emulated.tasks[1]?.history).toHaveLength(1);
  });
});

describe('a batch that was perhaps sent before', () => {
  it('and was: nothing is sent again', async () => {
    const updates = moves(50);
    await apply(updates);
    await emulated.admin('reset', {});
    await apply(updates);
    expect(statuses(await apply(updates, { sentBefore: true }))).toEqual(all(50, 'advanced'));
    expect(histories(50)).toEqual(movedOnce(50));
    expect(await emulated.requests()).toEqual({ 'POST actions': 1, 'GET tasks': 2 });
  });

  it('and has partly gone on from its destination: all of it has advanced', async () => {
    const updates = moves(10);
    await apply(updates);
    await emulated.move(emulated.tasks[3], 'Complete');
    await emulated.move(emulated.tasks[4], 'Review');
    expect(statuses(await apply(updates, { sentBefore: true }))).toEqual(all(10, 'advanced'));
  });

  it('and was not: it is sent, without those that are gone', async () => {
    const updates = moves(10);
    await emulated.move(emulated.tasks[3], 'Complete');
    const results = await apply(updates, { sentBefore: true });
    expect(results[3]).toEqual({ status: 'stale' });
    expect(statuses(results.toSpliced(3, 1))).toEqual(all(9, 'advanced'));
    expect(emulated.tasks[3]?.history).toHaveLength(1);
    expect((await emulated.requests())['POST actions']).toBe(1);
  });

  it('and was, in part: the rest is sent', async () => {
    const updates = moves(10);
    await apply(updates.slice(0, 5));
    expect(statuses(await apply(updates, { sentBefore: true }))).toEqual(all(10, 'advanced'));
    expect(histories(10)).toEqual(movedOnce(10));
  });
});

describe('what Encord refuses', () => {
  it('is refused alone, with its text, and the others go on', async () => {
    const results = await apply(replaced(moves(50), 31, { pathwayUuid: WRONG }));
    expect(results[31]).toEqual({ status: 'refused', message: expect.stringContaining(WRONG) });
    expect(results[31]).toMatchObject({
      message: expect.stringMatching(/POST .* Encord answered 400: .*has no pathway/),
    });
    expect(statuses(results.toSpliced(31, 1))).toEqual(all(49, 'advanced'));
    expect(histories(50).filter((history) => history.length !== 1)).toEqual([[]]);
    // A halving is one request for each half and a look after each refusal.
    const { 'POST actions': sent = 0, 'GET tasks': looks = 0 } = await emulated.requests();
    expect(sent).toBeLessThanOrEqual(1 + 2 * Math.ceil(Math.log2(50)));
    expect(looks).toBeLessThanOrEqual(1 + Math.ceil(Math.log2(50)));
  });

  it('is told apart from what a person moved', async () => {
    const updates = replaced(moves(6), 1, { pathwayUuid: WRONG });
    await emulated.move(emulated.tasks[4], 'Review');
    expect(statuses(await apply(updates))).toEqual([
      'advanced',
      'refused',
      'advanced',
      'advanced',
      'stale',
      'advanced',
    ]);
  });

  it('may be all', async () => {
    const updates = moves(5).map((move) => ({ ...move, pathwayUuid: WRONG }));
    expect(statuses(await apply(updates))).toEqual(all(5, 'refused'));
    expect(emulated.stages['Prelabel']).toBe(50);
  });

  it('is a lost half now and then, too', async () => {
    await fault({ operation: 'POST actions', drop: 'after', probability: 1, times: 2 });
    const results = await apply(replaced(moves(8), 0, { pathwayUuid: WRONG }));
    expect(statuses(results)).toEqual(['refused', ...all(7, 'advanced')]);
    expect(histories(8)).toEqual([[], ...movedOnce(7)]);
  });

  it('of the priorities alone is refused and stays, whatever its pathway', async () => {
    const updates = moves(8).map((move) => ({ ...move, priority: 0.25 }));
    const gone = replaced(updates, 5, { dataHash: '00000000-0000-4000-8000-00000000dead' });
    const results = await apply(gone);
    expect(results[5]).toMatchObject({ status: 'refused', message: expect.stringContaining('dead') });
    expect(statuses(results.toSpliced(5, 1))).toEqual(all(7, 'advanced'));
    const priorities = emulated.tasks.slice(0, 8).map(({ priority }) => priority);
    expect(priorities).toEqual([0.25, 0.25, 0.25, 0.25, 0.25, 0.5, 0.25, 0.25]);
    expect(emulated.tasks[5]?.stage).toBe('Prelabel');
  });
});

describe('what ends the attempt', () => {
  it.each([
    [
      { status: 429, retryAfter: 7 },
      { code: 'RATE_LIMITED', retryAfterMs: 7000 },
    ],
    [{ status: 401 }, { code: 'UNAUTHORISED' }],
    [{ status: 403 }, { code: 'FORBIDDEN' }],
    [{ status: 404 }, { code: 'NOT_FOUND' }],
  ])('%j', async (how, expected) => {
    await fault({ operation: 'POST actions', ...how });
    expect(await encordErrorOf(apply(moves(3)))).toMatchObject(expected);
    expect(await emulated.requests()).toEqual({ 'POST actions': 1 });
  });

  it('a look that cannot be had', async () => {
    await fault({ operation: 'GET tasks', status: 500 });
    expect(await encordErrorOf(apply(moves(3), { sentBefore: true }))).toMatchObject({ code: 'UNAVAILABLE' });
    expect(await emulated.requests()).toEqual({ 'GET tasks': 1 });
  });

  it('its signal', async () => {
    const signal = AbortSignal.abort();
    expect(await encordErrorOf(apply(moves(3), { signal }))).toMatchObject({ code: 'CANCELLED' });
    expect(await emulated.requests()).toEqual({});
  });
});
