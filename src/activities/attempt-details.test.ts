import { describe, expect, it } from 'vitest';
import { readAttemptDetails } from './attempt-details.js';

const NONE = { uncounted: 0, steps: {} };

describe('readAttemptDetails', () => {
  it.each<[unknown, object]>([
    [undefined, NONE],
    [null, NONE],
    [{}, NONE],
    [{ uncounted: 3 }, { uncounted: 3, steps: {} }],
    [{ steps: { a: null, b: [{ c: 0 }] } }, { uncounted: 0, steps: { a: null, b: [{ c: 0 }] } }],
    [
      { uncounted: 1, steps: {}, fromANewerVersion: true },
      { uncounted: 1, steps: {} },
    ],
  ])('reads %j', (details, read) => {
    expect(readAttemptDetails(details)).toEqual(read);
  });

  it.each([['x'], [7], [[1]], [{ uncounted: 'x' }], [{ steps: [1] }], [{ steps: { a: 1n } }]])(
    'takes %s for nothing',
    (details) => {
      expect(readAttemptDetails(details)).toEqual(NONE);
    },
  );
});
