import { describe, expect, it } from 'vitest';
import { summariseUpdates, toUpdates } from './applied-updates.js';

describe('toUpdates', () => {
  it('finds pathways by their index, and keeps priority 0', () => {
    const updates = toUpdates({
      projectHash: 'p',
      stageUuid: 's',
      pathwayUuids: ['one', 'two'],
      updates: [
        ['t0', 'd0', 1],
        ['t1', 'd1', 0, 0],
        ['t2', 'd2', -1, 0.5],
      ],
    });
    expect(updates).toEqual([
      { taskUuid: 't0', dataHash: 'd0', pathwayUuid: 'two' },
      { taskUuid: 't1', dataHash: 'd1', pathwayUuid: 'one', priority: 0 },
      { taskUuid: 't2', dataHash: 'd2', priority: 0.5 },
    ]);
  });
});

describe('summariseUpdates', () => {
  it('counts, and names the refused by their index', () => {
    const summary = summariseUpdates([
      { status: 'advanced' },
      { status: 'refused', message: 'no such pathway' },
      { status: 'stale' },
      { status: 'stayed' },
      { status: 'advanced' },
      { status: 'refused', message: 'gone' },
    ]);
    const refused = [
      [1, 'no such pathway'],
      [5, 'gone'],
    ];
    expect(summary).toEqual({ advanced: 2, stayed: 1, stale: 1, refused });
  });

  it('of nothing is nothing', () => {
    expect(summariseUpdates([])).toEqual({ advanced: 0, stayed: 0, stale: 0, refused: [] });
  });
});
