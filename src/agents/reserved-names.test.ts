import { expect, it } from 'vitest';
import { isReservedName } from './reserved-names.js';

it('keeps what the context has and what it may have one day', () => {
  const names =
    'task stage project client signal attempt idempotencyKey heartbeat step log run poll ontology settings labels';
  expect(names.split(' ').filter((name) => !isReservedName(name))).toEqual([]);
});

it.each(['row', 'Task', 'tasks', 'toString', '__proto__', 'constructor', ''])('leaves %j free', (name) => {
  expect(isReservedName(name)).toBe(false);
});
