import type { AgentTask } from '../encord/agent-task.js';
import type { EncordClient } from '../encord/client.js';
import type { AgentStage, Project } from '../encord/project.js';

/** What JSON can hold. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [member: string]: Json | undefined };

/** Log lines of one task; they carry its ids. */
export interface AgentLog {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** What every agent and every dependency is given, at no cost. Whatever costs a request is declared in `dependencies`. */
export interface TaskContext {
  readonly task: AgentTask;
  readonly stage: AgentStage;
  readonly project: Project;
  readonly client: EncordClient;
  /** Aborted on cancellation, time-out and shutdown of the worker: hand it to whatever takes long. */
  readonly signal: AbortSignal;
  /** Which attempt of this task's agent this is, from 1. */
  readonly attempt: number;
  /** The same in every attempt at this task until it leaves the stage: for APIs that take such a key. */
  readonly idempotencyKey: string;
  /** Says that the agent is alive. Needed only where the event loop is blocked for long: beats are sent in the background. */
  readonly heartbeat: () => void;
  /**
   * Runs `fn` once and remembers its result (JSON, at most 64 KB) over the attempts of this task, so that an upload, say, is not
   * repeated. Names are unique within an agent. At least once: it may run again if the worker dies within 200 ms of its end.
   */
  readonly step: <T extends Json>(name: string, fn: () => Promise<T> | T) => Promise<T>;
  readonly log: AgentLog;
}
