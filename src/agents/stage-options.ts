import { z } from 'zod';
import type { DependencyMap, ErasedContext, NoReserved } from './dependency.js';
import { dependencyMap } from './dependency-map.js';
import { DURATION_RULE, type Duration, parseDuration } from './duration.js';
import { mustBe, optionsObject, parseOptions } from './option-schema.js';

/** How the waiting time between the attempts of a task grows. */
export interface Backoff {
  /** Before the second attempt. Default "1s". */
  readonly initialInterval?: Duration;
  /** Factor from one attempt to the next, 1 or more. Default 2. */
  readonly backoffCoefficient?: number;
  /** Never longer than this. Default "1m", or `initialInterval` where that is longer. */
  readonly maximumInterval?: Duration;
}

/** What `runner.stage()` takes beside the stage and its agent. */
export interface StageOptions<D extends DependencyMap> {
  /** What the agent needs beyond the task's context, by the name under which it sees it. Nothing else is fetched. */
  readonly dependencies?: D & NoReserved<D>;
  /** Replaces the stage's agent, which keeps its place in the order. Default false: a second agent is an error. */
  readonly overwrite?: boolean;
  /** Longest time that one attempt may take, dependencies included. Default "10m". */
  readonly timeout?: Duration;
  /** How long a worker may be silent before its task counts as lost. Default "10s". */
  readonly heartbeatTimeout?: Duration;
  /** Attempts of the agent on one task, the first included. Default 4. */
  readonly maxAttempts?: number;
  readonly backoff?: Backoff;
  /** Temporal task queue of the workers that run this agent. Default: the poll's. */
  readonly taskQueue?: string;
  /** Tasks per Temporal activity: 1 keeps each visible on its own, up to 100 or "auto" suits fast agents. Default 1. */
  readonly tasksPerActivity?: number | 'auto';
}

/** Stage options after their defaults. */
export interface AgentOptions {
  readonly timeoutMs: number;
  readonly heartbeatTimeoutMs: number;
  readonly maxAttempts: number;
  readonly backoff: { readonly initialMs: number; readonly coefficient: number; readonly maximumMs: number };
  readonly taskQueue?: string;
  readonly tasksPerActivity: number | 'auto';
}

/** An agent of a stage: frozen data. */
export interface AgentDefinition {
  /** The stage's uuid in lower case, or its title where the uuid was not known at definition. */
  readonly stage: string;
  /** The stage as people know it, for messages. */
  readonly name: string;
  readonly run: (context: ErasedContext) => unknown;
  readonly dependencies: DependencyMap;
  readonly options: AgentOptions;
}

export interface ParsedStageOptions {
  readonly dependencies: DependencyMap;
  readonly overwrite: boolean;
  readonly options: AgentOptions;
}

const option = <T>(expected: string, isValid: (value: unknown) => value is T) =>
  z.custom<T>(isValid, { error: (issue) => mustBe(expected, issue.input) });

const duration = z.unknown().transform((value, context) => {
  const milliseconds = parseDuration(value);
  if (milliseconds !== undefined) return milliseconds;
  context.addIssue(mustBe(DURATION_RULE, value));
  return z.NEVER;
});

const isWholeFrom1 = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 1;

const backoff = optionsObject({
  initialInterval: duration.default(1_000),
  backoffCoefficient: option(
    'a number, 1 or more',
    (value): value is number => Number.isFinite(value) && Number(value) >= 1,
  ).default(2),
  maximumInterval: duration.optional(),
}).transform(({ initialInterval, backoffCoefficient, maximumInterval }, context) => {
  const maximumMs = maximumInterval ?? Math.max(60_000, initialInterval);
  if (maximumMs < initialInterval)
    context.addIssue('has a maximumInterval that is shorter than its initialInterval.');
  return { initialMs: initialInterval, coefficient: backoffCoefficient, maximumMs };
});

const stageOptions = optionsObject({
  dependencies: dependencyMap.default(Object.freeze({})),
  overwrite: option('true or false', (value): value is boolean => typeof value === 'boolean').default(false),
  timeout: duration.default(600_000),
  heartbeatTimeout: duration.default(10_000),
  maxAttempts: option('a whole number, 1 or more', isWholeFrom1).default(4),
  backoff: backoff.prefault({}),
  taskQueue: option(
    'the name of a Temporal task queue',
    (value): value is string => typeof value === 'string' && value.trim() !== '',
  ).optional(),
  tasksPerActivity: option(
    'a whole number from 1 to 100, or "auto"',
    (value): value is number | 'auto' => value === 'auto' || (isWholeFrom1(value) && value <= 100),
  ).default(1),
});

/** @throws DefinitionError that names the stage and says of every wrong option what it must be. */
export const parseStageOptions = (stage: string, value: unknown): ParsedStageOptions => {
  const parsed = parseOptions(stageOptions, value, `Stage "${stage}"`);
  const { dependencies, overwrite, timeout, heartbeatTimeout, taskQueue, ...rest } = parsed;
  return {
    dependencies,
    overwrite,
    options: Object.freeze({
      timeoutMs: timeout,
      heartbeatTimeoutMs: heartbeatTimeout,
      ...(taskQueue === undefined ? {} : { taskQueue }),
      ...rest,
    }),
  };
};
