import { describe, expect, it } from 'vitest';
import { LaneBudget } from './lane-budget.js';

const report = (inFlight: number, version: number, tail = false) => ({
  inFlight,
  lanes: inFlight,
  version,
  tail,
});

describe('LaneBudget', () => {
  it.each([
    [1, [1]],
    [45, [45]],
    [46, [23, 23]],
    [100, [34, 34, 32]],
    [2000, Array<number>(44).fill(45).concat(20)],
  ])('shares concurrency %i among %j', (concurrency, shares) => {
    const budget = new LaneBudget(concurrency);
    const granted: number[] = [];
    while (budget.openings() > 0) granted.push(budget.open(granted.length));
    expect(granted).toEqual(shares);
  });

  it('gives the lanes of a tail to the next slice, and the rest when it ends', () => {
    const budget = new LaneBudget(45);
    budget.open(0);
    expect(budget.openings()).toBe(0);
    budget.report(0, report(20, 0, true));
    expect(budget.openings()).toBe(1);
    expect(budget.open(1)).toBe(25);
    expect(budget.close(0)).toEqual([1]);
    expect(budget.grantOf(1).lanes).toBe(45);
  });

  it('takes lanes back only once the slice has come down', () => {
    const budget = new LaneBudget(90);
    budget.open(0);
    budget.open(1);
    expect(budget.setConcurrency(45)).toEqual([1]);
    expect([budget.grantOf(0).lanes, budget.grantOf(1).lanes]).toEqual([45, 0]);
    expect(budget.setConcurrency(60)).toEqual([0]);
    expect([budget.grantOf(0).lanes, budget.grantOf(1).lanes]).toEqual([30, 0]);
    expect(budget.report(1, report(0, 1))).toEqual([1]);
    expect(budget.grantOf(1).lanes).toBe(15);
    expect(budget.report(0, report(30, 1))).toEqual([1]);
    expect(budget.grantOf(1).lanes).toBe(30);
  });

  it('does not take the answer to an earlier grant for the answer to the latest', () => {
    const budget = new LaneBudget(10);
    budget.open(0);
    budget.setConcurrency(5);
    budget.setConcurrency(45);
    budget.setConcurrency(5);
    // The slice has come down once, and is yet to hear that it may use 40 lanes, and that it may not.
    budget.report(0, report(5, 1));
    budget.setConcurrency(45);
    expect(budget.grantOf(0).lanes).toBe(10);
  });

  it('does not know slices that have ended', () => {
    const budget = new LaneBudget(10);
    expect(budget.report(3, report(1, 0))).toEqual([]);
    expect(budget.close(3)).toEqual([]);
    expect(budget.grantOf(3).lanes).toBe(0);
  });
});
