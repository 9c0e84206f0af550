import type { TaskContext } from './task-context.js';

/** Kept free for what the context may hold one day. */
type FutureName = 'run' | 'poll' | 'ontology' | 'settings' | 'labels';

/** Names that no dependency may have, since the task's context has them. */
export type ReservedName = keyof TaskContext | FutureName;

// A record, so that a member added to the context and forgotten here does not compile.
const RESERVED: Readonly<Record<ReservedName, true>> = {
  task: true,
  stage: true,
  project: true,
  client: true,
  signal: true,
  attempt: true,
  idempotencyKey: true,
  heartbeat: true,
  step: true,
  log: true,
  run: true,
  poll: true,
  ontology: true,
  settings: true,
  labels: true,
};

export const isReservedName = (name: string): name is ReservedName => Object.hasOwn(RESERVED, name);
