import { describe, expect, it } from 'vitest';
import { compactUpdates } from './update-buffer.js';

const task = (name: string) => [name, `d-${name}`, `${name}.jpg`, 0] as const;

describe('compactUpdates', () => {
  it('names each pathway once', () => {
    const batch = [
      { task: task('a'), update: { pathwayUuid: 'one' } },
      { task: task('b'), update: { pathwayUuid: 'two', priority: 0 } },
      { task: task('c'), update: { pathwayUuid: 'one', priority: 1 } },
      { task: task('d'), update: { priority: 0.5 } },
    ];
    expect(compactUpdates(batch)).toEqual({
      pathwayUuids: ['one', 'two'],
      updates: [
        ['a', 'd-a', 0],
        ['b', 'd-b', 1, 0],
        ['c', 'd-c', 0, 1],
        ['d', 'd-d', -1, 0.5],
      ],
    });
  });
});
