import { describe, expect, it } from 'vitest';
import { attemptErrorOf, idleClient, project, runAttempt, stage, task } from '../../test/support/attempt.js';
import { dependency, type TaskEnd } from '../agents/dependency.js';
import { RejectTask } from '../agents/errors.js';
import type { TaskContext } from '../agents/task-context.js';

const COMPLETE = stage.pathways[0]?.uuid;
const agent = () => 'complete';

/** A dependency that writes down when it is resolved and released. */
const logged = (events: string[], name: string, fails: { resolve?: boolean; release?: boolean } = {}) =>
  dependency({
    resolve: () => {
      events.push(`resolve ${name}`);
      if (fails.resolve) throw new TypeError(`no ${name}`);
      return name;
    },
    release: (value, end: TaskEnd) => {
      events.push(`release ${value} ${end.status}`);
      if (fails.release) throw new Error(`cannot close ${name}`);
    },
  });

describe('the outcome', () => {
  it.each<[unknown, object]>([
    ['complete', { pathwayUuid: COMPLETE }],
    [COMPLETE?.toUpperCase(), { pathwayUuid: COMPLETE }],
    [
      { pathway: 'complete', priority: 0 },
      { pathwayUuid: COMPLETE, priority: 0 },
    ],
    [{ priority: 1 }, { priority: 1 }],
    [{ pathway: null, priority: undefined }, {}],
    [undefined, {}],
    [null, {}],
  ])('%j becomes %j', async (returned, checked) => {
    expect(await runAttempt({ agent: () => returned })).toEqual(checked);
    expect(await runAttempt({ agent: async () => returned })).toEqual(checked);
  });

  it.each([
    ['Complete'],
    [''],
    [{ pathway: 'complete', prio: 1 }],
    [{ priority: 1.5 }],
    [true],
    [{ priority: NaN }],
  ])('%j is INVALID_OUTCOME, and the dependencies learn that it failed', async (returned) => {
    const events: string[] = [];
    const options = { dependencies: { a: logged(events, 'a') } };
    const error = await attemptErrorOf(runAttempt({ agent: () => returned, options }));
    expect(error.code).toBe('INVALID_OUTCOME');
    expect(error.message).toMatch(/^Stage "Agent 1" has no pathway|^The agent of stage "Agent 1" returned/);
    expect(events).toEqual(['resolve a', 'release a failed']);
  });
});

describe('the context', () => {
  it('has everything that costs nothing', async () => {
    const lines: string[] = [];
    await runAttempt({
      attempt: 3,
      lines,
      agent: (context: TaskContext) => {
        expect(context).toMatchObject({ task, stage, project, attempt: 3 });
        expect(context.client).toBe(idleClient);
        expect(context.signal.aborted).toBe(false);
        context.heartbeat();
        context.log.info('hello');
      },
    });
    expect(lines).toEqual(['beat', 'hello']);
  });

  it('has an idempotency key that changes only when the task comes back', async () => {
    const keys: string[] = [];
    for (const attempt of [1, 2])
      await runAttempt({
        attempt,
        agent: ({ idempotencyKey }: TaskContext) => void keys.push(idempotencyKey),
      });
    expect(keys).toEqual(Array(2).fill(`${stage.uuid}/${task.uuid}/${task.updatedAt.getTime()}`));
  });

  it('remembers steps of an earlier attempt', async () => {
    const outcome = runAttempt({
      earlierSteps: { upload: 'complete' },
      agent: ({ step }: TaskContext) => step('upload', () => 'nowhere'),
    });
    expect(await outcome).toEqual({ pathwayUuid: COMPLETE });
  });
});

describe('dependencies', () => {
  it('are resolved in order, shared, and released in reverse order', async () => {
    const events: string[] = [];
    const base = logged(events, 'base');
    const left = dependency({
      dependencies: { base },
      resolve: ({ base: value, task: { dataTitle } }) => [value, dataTitle],
      release: () => void events.push('release left'),
    });
    const right = dependency({
      dependencies: { renamed: base },
      resolve: async ({ renamed }) => ({ renamed }),
      release: async () => {
        await new Promise(setImmediate);
        events.push('release right');
      },
    });
    const seen = await new Promise((resolve) => {
      void runAttempt({
        options: { dependencies: { right, left, base } },
        agent: ({ left: l, right: r, base: b }: Record<string, unknown>) => resolve({ l, r, b }),
      });
    });
    expect(seen).toEqual({ l: ['base', 'image_0.jpg'], r: { renamed: 'base' }, b: 'base' });
    await expect.poll(() => events).toHaveLength(4);
    expect(events).toEqual(['resolve base', 'release left', 'release right', 'release base succeeded']);
  });

  it('are fresh in every attempt', async () => {
    const made: object[] = [];
    const options = { dependencies: { fresh: dependency({ resolve: () => ({}) }) } };
    const keep = ({ fresh }: { fresh: object }) => void made.push(fresh);
    await runAttempt({ options, agent: keep });
    await runAttempt({ options, agent: keep });
    expect(made).toHaveLength(2);
    expect(made[0]).not.toBe(made[1]);
  });

  it('that fail name the path, keep the cause, and only what was resolved is released', async () => {
    const events: string[] = [];
    const broken = logged(events, 'broken', { resolve: true });
    const outer = dependency({ dependencies: { owner: broken }, resolve: () => 1 });
    const options = { dependencies: { first: logged(events, 'first'), outer, last: logged(events, 'last') } };
    const error = await attemptErrorOf(runAttempt({ options, agent: () => events.push('agent') }));
    expect(error).toMatchObject({
      code: 'AGENT_ERROR',
      message: 'Dependency Agent 1 → outer → owner: TypeError: no broken',
      cause: new TypeError('no broken'),
    });
    expect(events).toEqual(['resolve first', 'resolve broken', 'release first failed']);
  });

  it('may reject the task', async () => {
    const reject = dependency({
      resolve: () => {
        throw new RejectTask('no such frame');
      },
    });
    const error = await attemptErrorOf(runAttempt({ options: { dependencies: { reject } }, agent }));
    expect(error).toMatchObject({ code: 'REJECTED', message: 'no such frame' });
  });

  it('learn what the agent threw', async () => {
    const ends: TaskEnd[] = [];
    const watch = dependency({ resolve: () => 1, release: (_, end) => void ends.push(end) });
    const thrown = new RangeError('too far');
    const options = { dependencies: { watch } };
    const failing = runAttempt({
      options,
      agent: () => {
        throw thrown;
      },
    });
    expect(await attemptErrorOf(failing)).toMatchObject({
      code: 'AGENT_ERROR',
      message: 'RangeError: too far',
    });
    await runAttempt({ options, agent });
    expect(ends).toEqual([{ status: 'failed', error: thrown }, { status: 'succeeded' }]);
    expect(ends[0]?.error).toBe(thrown);
  });

  it('whose release fails fail the task, after all the others were released', async () => {
    const events: string[] = [];
    const options = {
      dependencies: {
        a: logged(events, 'a'),
        b: logged(events, 'b', { release: true }),
        c: logged(events, 'c', { release: true }),
      },
    };
    const error = await attemptErrorOf(runAttempt({ options, agent }));
    expect(error).toMatchObject({ code: 'AGENT_ERROR', message: 'Release of Agent 1 → c: cannot close c' });
    expect(events.slice(3)).toEqual(['release c succeeded', 'release b succeeded', 'release a succeeded']);
  });

  it('whose release fails after the agent did leave its error alone, and are logged', async () => {
    const events: string[] = [];
    const lines: string[] = [];
    const failing = runAttempt({
      lines,
      options: { dependencies: { a: logged(events, 'a', { release: true }) } },
      agent: () => {
        throw new Error('the real reason');
      },
    });
    expect(await attemptErrorOf(failing)).toMatchObject({ message: 'the real reason' });
    expect(events).toEqual(['resolve a', 'release a failed']);
    expect(lines).toEqual(['Release of Agent 1 → a: cannot close a']);
  });
});
