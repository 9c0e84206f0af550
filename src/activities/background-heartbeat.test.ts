import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ActivityAttempt } from '../../test/support/activity.js';
import { withBackgroundHeartbeat } from './background-heartbeat.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const work = () => new Promise<string>((resolve) => setTimeout(() => resolve('done'), 14_000));

const start = (details?: () => unknown) => {
  const attempt = new ActivityAttempt({ heartbeatTimeoutMs: 10_000 });
  return { beats: attempt.beats, result: attempt.run(() => withBackgroundHeartbeat(work, details)) };
};

describe('withBackgroundHeartbeat', () => {
  it('beats from half the time-out on, always with the latest details, until the work is done', async () => {
    let version = 1;
    const { beats, result } = start(() => version);
    await vi.advanceTimersByTimeAsync(4999);
    expect(beats).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    version = 2;
    await vi.advanceTimersByTimeAsync(5000);
    expect(beats).toEqual([1, 2]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await result).toBe('done');
    expect(beats).toEqual([1, 2]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('stops when the work fails', async () => {
    const attempt = new ActivityAttempt();
    const failing = attempt.run(() => withBackgroundHeartbeat(() => Promise.reject(new Error('no'))));
    await expect(failing).rejects.toThrow('no');
    expect(vi.getTimerCount()).toBe(0);
  });
});
