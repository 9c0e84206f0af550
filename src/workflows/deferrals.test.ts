import { describe, expect, it } from 'vitest';
import { type Deferral, Deferrals } from './deferrals.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** How long a task is left out that stayed `times` times in a row, the pass of the last time having begun at 0. */
const waitAfter = (times: number, everyMs: number): number => {
  const deferrals = new Deferrals([['t', times - 1, 0]]);
  deferrals.add('t', { passStartedAtMs: 0, everyMs });
  return deferrals.toJson()[0]?.[2] ?? Number.NaN;
};

describe('Deferrals', () => {
  it('leaves a task out of the next pass, and lets it in again after it', () => {
    const deferrals = new Deferrals([]);
    deferrals.add('t', { passStartedAtMs: 1000, everyMs: MINUTE });
    const tasks = [['t'], ['other']] as const;
    expect(deferrals.inTurn(tasks, 1000 + MINUTE)).toEqual([['other']]);
    expect(deferrals.inTurn(tasks, 1000 + 2 * MINUTE)).toEqual([['other'], ['t']]);
  });

  it('puts tasks that it does not know in front, and keeps the order otherwise', () => {
    const deferrals = new Deferrals([
      ['b', 1, 5],
      ['d', 3, 5],
      ['e', 1, 50],
    ]);
    const tasks = ['a', 'b', 'c', 'd', 'e'].map((uuid) => [uuid, 'more'] as const);
    expect(deferrals.inTurn(tasks, 5).map(([uuid]) => uuid)).toEqual(['a', 'c', 'b', 'd']);
    expect(deferrals.inTurn([], 5)).toEqual([]);
  });

  it.each([
    [1, MINUTE, 2 * MINUTE],
    [2, MINUTE, 4 * MINUTE],
    [5, MINUTE, 32 * MINUTE],
    [6, MINUTE, HOUR],
    [5000, MINUTE, HOUR],
    // Rarer passes than one an hour: one is left out, no more.
    [1, 3 * HOUR, 6 * HOUR],
    [9, 3 * HOUR, 6 * HOUR],
  ])('after %i times, with a pass every %i ms, waits %i ms', (times, everyMs, wait) => {
    expect(waitAfter(times, everyMs)).toBe(wait);
  });

  it('goes through JSON', () => {
    const before = new Deferrals([]);
    before.add('a', { passStartedAtMs: 0, everyMs: MINUTE });
    const after = new Deferrals(JSON.parse(JSON.stringify(before.toJson())) as Deferral[]);
    after.add('a', { passStartedAtMs: 0, everyMs: MINUTE });
    expect(after.toJson()).toEqual([['a', 2, 4 * MINUTE]]);
  });

  it('carries the latest 2,000', () => {
    const deferrals = new Deferrals([]);
    for (let index = 0; index < 2001; index++)
      deferrals.add(`t${index}`, { passStartedAtMs: index, everyMs: MINUTE });
    deferrals.add('t0', { passStartedAtMs: 2001, everyMs: MINUTE });
    const kept = deferrals.toJson().map(([uuid]) => uuid);
    expect(kept).toHaveLength(2000);
    expect(kept.slice(0, 2)).toEqual(['t2', 't3']);
    expect(kept.at(-1)).toBe('t0');
  });
});
