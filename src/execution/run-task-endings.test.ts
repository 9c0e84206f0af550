import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { attemptErrorOf, runAttempt } from '../../test/support/attempt.js';
import { dependency, type TaskEnd } from '../agents/dependency.js';
import type { TaskContext } from '../agents/task-context.js';
import { AttemptError } from './failure.js';

const cancelled = new AttemptError('CANCELLED', 'The poll was cancelled.');
const shutdown = new AttemptError('SHUTDOWN', 'The worker goes.');
const TIMEOUT = {
  code: 'TIMEOUT',
  message: 'The agent did not finish within its timeout of 60 s (stage option "timeout").',
};
const never = new Promise<never>(() => undefined);
const turn = () => new Promise(setImmediate);

/** Node 20 has no `Promise.withResolvers`. */
const deferred = <T>() => {
  const settlers: { resolve: (value: T) => void; reject: (reason: unknown) => void }[] = [];
  const promise = new Promise<T>((resolve, reject) => settlers.push({ resolve, reject }));
  const settle = settlers[0];
  if (settle === undefined) throw new Error('The executor of a promise runs at once');
  return { promise, ...settle };
};

/** A dependency whose ends are written down, and whose value comes when the test says so. */
const gate = () => {
  const ends: TaskEnd['status'][] = [];
  const { promise, resolve } = deferred<string>();
  const gated = dependency({ resolve: () => promise, release: (_, { status }) => void ends.push(status) });
  return { ends, open: () => resolve('value'), gated };
};

const unhandled: unknown[] = [];
const onUnhandled = (reason: unknown) => void unhandled.push(reason);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  process.on('unhandledRejection', onUnhandled);
});
afterEach(() => {
  vi.useRealTimers();
  process.off('unhandledRejection', onUnhandled);
  expect(unhandled.splice(0)).toEqual([]);
});

describe('the time-out', () => {
  const options = { timeout: '1m' };

  it('ends an agent that ignores its signal, and not a moment earlier', async () => {
    const { ends, open, gated } = gate();
    open();
    let ended = false;
    const attempt = runAttempt({ options: { ...options, dependencies: { gated } }, agent: () => never });
    const failure = attemptErrorOf(attempt).finally(() => {
      ended = true;
    });
    await vi.advanceTimersByTimeAsync(59_999);
    expect([ended, ends]).toEqual([false, []]);
    await vi.advanceTimersByTimeAsync(1);
    expect(await failure).toMatchObject(TIMEOUT);
    expect(ends).toEqual(['failed']);
  });

  it('reaches an agent that listens, whatever it makes of it', async () => {
    const attempt = runAttempt({
      options,
      agent: ({ signal }: TaskContext) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(new Error('request aborted')));
        }),
    });
    const failure = attemptErrorOf(attempt);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await failure).toMatchObject(TIMEOUT);
  });

  it.each(['rejects', 'resolves'] as const)('does no harm when the agent %s later', async (how) => {
    const { promise, resolve, reject } = deferred<string>();
    const failure = attemptErrorOf(runAttempt({ options, agent: () => promise }));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await failure).toMatchObject(TIMEOUT);
    if (how === 'rejects') reject(new Error('too late'));
    else resolve('complete');
    await turn();
  });

  it('releases a dependency that is resolved later, and does not run the agent', async () => {
    const { ends, open, gated } = gate();
    const events: string[] = [];
    const next = dependency({ dependencies: { gated }, resolve: () => events.push('next') });
    const attempt = runAttempt({
      options: { ...options, dependencies: { next } },
      agent: () => events.push('agent'),
    });
    const failure = attemptErrorOf(attempt);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await failure).toMatchObject(TIMEOUT);
    expect(ends).toEqual([]);
    open();
    await turn();
    expect([ends, events]).toEqual([['failed'], []]);
  });

  it('does no harm when a dependency fails later, even in its release', async () => {
    const { promise, resolve } = deferred<string>();
    const bad = dependency({
      resolve: () => promise,
      release: () => {
        throw new Error('cannot close');
      },
    });
    const failure = attemptErrorOf(
      runAttempt({ options: { ...options, dependencies: { bad } }, agent: () => 'complete' }),
    );
    await vi.advanceTimersByTimeAsync(60_000);
    await failure;
    resolve('late');
    await turn();
  });
});

describe('cancellation', () => {
  it('before the start runs nothing', async () => {
    const ran: string[] = [];
    const dependencies = { a: dependency({ resolve: () => ran.push('dependency') }) };
    const signal = AbortSignal.abort(cancelled);
    const attempt = runAttempt({ signal, options: { dependencies }, agent: () => ran.push('agent') });
    expect(await attemptErrorOf(attempt)).toBe(cancelled);
    expect(await attemptErrorOf(runAttempt({ signal, agent: () => ran.push('agent') }))).toBe(cancelled);
    expect(ran).toEqual([]);
  });

  it('keeps the result of an agent that finishes all the same', async () => {
    const host = new AbortController();
    const { ends, open, gated } = gate();
    open();
    const outcome = runAttempt({
      signal: host.signal,
      options: { dependencies: { gated } },
      agent: async ({ signal }: TaskContext) => {
        host.abort(cancelled);
        expect(signal.reason).toBe(cancelled);
        await turn();
        return { priority: 0.5 };
      },
    });
    expect(await outcome).toEqual({ priority: 0.5 });
    expect(ends).toEqual(['succeeded']);
  });

  it.each<[string, unknown]>([
    ['an error of its own', new Error('request aborted')],
    ['the reason', cancelled],
  ])('of an agent that then throws %s is no failure of it', async (_, thrown) => {
    const host = new AbortController();
    const { ends, open, gated } = gate();
    open();
    const attempt = runAttempt({
      signal: host.signal,
      options: { dependencies: { gated } },
      agent: () => {
        host.abort(cancelled);
        throw thrown;
      },
    });
    expect(await attemptErrorOf(attempt)).toBe(cancelled);
    expect(ends).toEqual(['cancelled']);
  });

  it('leaves an agent that ignores it the rest of its time, and no more', async () => {
    const host = new AbortController();
    const attempt = runAttempt({ signal: host.signal, options: { timeout: '1m' }, agent: () => never });
    const failure = attemptErrorOf(attempt);
    await vi.advanceTimersByTimeAsync(30_000);
    host.abort(cancelled);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(await failure).toBe(cancelled);
  });

  it('for a reason that is not ours counts as a cancellation', async () => {
    const attempt = runAttempt({ signal: AbortSignal.abort(), agent: () => 'complete' });
    expect(await attemptErrorOf(attempt)).toMatchObject({ code: 'CANCELLED' });
  });
});

describe('a shutdown', () => {
  it('ends an agent that ignores its signal at once', async () => {
    const host = new AbortController();
    const { ends, open, gated } = gate();
    open();
    const attempt = runAttempt({
      signal: host.signal,
      options: { dependencies: { gated } },
      agent: () => {
        setImmediate(() => host.abort(shutdown));
        return never;
      },
    });
    expect(await attemptErrorOf(attempt)).toBe(shutdown);
    expect(ends).toEqual(['failed']);
  });

  it('before the start runs nothing', async () => {
    const ran: string[] = [];
    const signal = AbortSignal.abort(shutdown);
    expect(await attemptErrorOf(runAttempt({ signal, agent: () => ran.push('agent') }))).toBe(shutdown);
    await turn();
    expect(ran).toEqual([]);
  });
});

describe('an attempt that is over', () => {
  it.each<[string, () => unknown]>([
    ['well', () => 'complete'],
    ['badly', () => Promise.reject(new Error('no'))],
  ])('%s leaves no listener and no timer behind', async (_, agent) => {
    const { signal } = new AbortController();
    await runAttempt({ signal, agent }).catch(() => undefined);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('in time-out leaves none either', async () => {
    const { signal } = new AbortController();
    const failure = attemptErrorOf(runAttempt({ signal, agent: () => never, options: { timeout: 5 } }));
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(5);
    await failure;
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
