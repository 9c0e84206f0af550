import { describe, expect, it } from 'vitest';
import { type Fault, Faults, faultListSchema } from './faults.js';

const faults = (list: readonly Fault[], random: () => number = () => 0): Faults => {
  const made = new Faults(random);
  made.replace(list);
  return made;
};

describe('Faults', () => {
  it('strike only their operation', () => {
    const made = faults([{ operation: 'GET tasks', status: 503 }]);
    expect(made.next('GET project')).toEqual({ delayMs: 0 });
    expect(made.next('GET tasks')).toMatchObject({ status: 503 });
  });

  it('are used up after their number of times', () => {
    const made = faults([{ status: 429, retryAfter: 2, times: 2 }]);
    expect(made.next('GET tasks')).toMatchObject({ status: 429, retryAfter: 2 });
    expect(made.describe()).toEqual([{ status: 429, retryAfter: 2, times: 1 }]);
    expect(made.next('GET tasks')).toMatchObject({ status: 429 });
    expect(made.next('GET tasks')).toEqual({ delayMs: 0 });
    expect(made.describe()).toEqual([]);
  });

  it('strike with their probability', () => {
    const rolls = [0.29, 0.3, 0.9];
    const made = faults([{ probability: 0.3, drop: 'before' }], () => rolls.shift() ?? 1);
    expect([1, 2, 3].map(() => made.next('POST actions').drop)).toEqual(['before', undefined, undefined]);
  });

  it('add their delays up to the first that ends the request', () => {
    const made = faults([{ delayMs: 10 }, { delayMs: 5, drop: 'after' }, { delayMs: 1, status: 500 }]);
    expect(made.next('GET tasks')).toMatchObject({ delayMs: 15, drop: 'after' });
  });

  it('use up no fault behind the one that struck', () => {
    const made = faults([
      { status: 500, times: 1 },
      { status: 503, times: 1 },
    ]);
    expect([1, 2, 3].map(() => made.next('GET tasks').status)).toEqual([500, 503, undefined]);
  });
});

describe('faultListSchema', () => {
  it.each([
    [{}],
    [{ status: 200 }],
    [{ status: 503, drop: 'after' }],
    [{ retryAfter: 1, delayMs: 1 }],
    [{ operation: 'GET nothing', status: 500 }],
    [{ status: 500, times: 0 }],
    [{ status: 500, probability: 2 }],
    [{ status: 500, colour: 'red' }],
  ])('refuses %j', (fault) => {
    expect(faultListSchema.safeParse([fault]).success).toBe(false);
  });
});
