import { describe, expect, it } from 'vitest';
import type { AgentTask } from '../encord/agent-task.js';
import { fromTaskReference, toTaskReference } from './task-reference.js';

const fresh: AgentTask = {
  uuid: 'e0e0d09a-cfbe-4e10-b95b-431f776c384a',
  dataHash: '0a1b2c3d-0000-4000-8000-000000000001',
  dataTitle: 'image_0.jpg',
  labelBranchName: 'main',
  status: 'NEW',
  createdAt: new Date(1_760_000_000_123),
  updatedAt: new Date(1_760_000_000_123),
  assignee: undefined,
  lastActionedBy: undefined,
};

describe('toTaskReference', () => {
  it('writes a fresh task as four members', () => {
    expect(toTaskReference(fresh)).toEqual([fresh.uuid, fresh.dataHash, 'image_0.jpg', 1_760_000_000_123]);
  });

  it.each<[string, Partial<AgentTask>, number]>([
    ['a fresh task', {}, 4],
    ['one that was changed', { updatedAt: new Date(1_760_000_001_000) }, 5],
    ['one with a status', { status: 'REOPENED' }, 6],
    ['one on a branch', { labelBranchName: 'qa' }, 7],
    ['one that is assigned', { status: 'ASSIGNED', assignee: 'a@example.com' }, 8],
    ['one that somebody submitted', { lastActionedBy: 'b@example.com' }, 9],
    ['one without a title', { dataTitle: '' }, 4],
    ['one changed before it was created', { updatedAt: new Date(0) }, 5],
  ])('keeps all of %s', (_, changes, length) => {
    const task = { ...fresh, ...changes };
    const reference = toTaskReference(task);
    expect(reference).toHaveLength(length);
    expect(fromTaskReference(JSON.parse(JSON.stringify(reference)))).toEqual(task);
  });
});
