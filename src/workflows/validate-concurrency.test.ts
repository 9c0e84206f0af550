import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { validateConcurrency } from './validate-concurrency.js';

describe('validateConcurrency', () => {
  it.each([1, 45, 2000])('takes %i', (concurrency) => {
    expect(validateConcurrency(concurrency)).toBeUndefined();
  });

  it.each<[unknown, string]>([
    [0, '0'],
    [2001, '2001'],
    [-1, '-1'],
    [1.5, '1.5'],
    ['45', '"45"'],
    [null, 'null'],
    [undefined, 'undefined'],
    [Number.NaN, 'null'],
    [{ n: 1 }, '{"n":1}'],
  ])('refuses %j', (concurrency, shown) => {
    const refused = () => validateConcurrency(concurrency as number);
    expect(refused).toThrow(ApplicationFailure);
    expect(refused).toThrow(`concurrency must be a whole number from 1 to 2000, not ${shown}.`);
    expect(refused).toThrow(expect.objectContaining({ type: 'CONFIG', nonRetryable: true }));
  });
});
