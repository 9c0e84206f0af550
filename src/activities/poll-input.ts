/** The schemas of what people type for `pollStage` and `runProject`. They live with the activities: workflows must not load zod. */
import { z } from 'zod';
import { parseDuration } from '../agents/duration.js';
import { AttemptError } from '../execution/failure.js';
import type { PollSettings, PollStageInput, RunProjectInput, TasksPerActivity } from './contract.js';

const duration = (minMs: number) => {
  const error = `must be a duration from ${minMs} ms to 24 days, such as "5s" or "10m"`;
  return z.string({ error }).refine((text) => toMs(text) >= minMs, { error });
};

/** Milliseconds of a duration that was checked. */
export const toMs = (text: string): number => parseDuration(text) ?? 0;

const whole = (from: number, to: number) => {
  const error =
    to === Number.MAX_SAFE_INTEGER
      ? `must be a whole number, ${from} or more`
      : `must be a whole number from ${from} to ${to}`;
  return z.int({ error }).min(from, { error }).max(to, { error });
};

const NOT_EMPTY = 'must not be empty: leave it out to mean "all"';

const uuids = z
  .array(z.guid({ error: 'must be a uuid' }), { error: 'must be a list of uuids' })
  .min(1, { error: NOT_EMPTY })
  .max(10_000);

const PERCENT = 'must be a number from 0 to 100';

const pollMembers = {
  projectHash: z.string().min(1),
  concurrency: whole(1, 2000).optional(),
  tasksPerActivity: z
    .custom<TasksPerActivity>((value) => value === 'auto' || whole(1, 100).safeParse(value).success, {
      error: 'must be a whole number from 1 to 100, or "auto"',
    })
    .optional(),
  maxTasks: whole(1, Number.MAX_SAFE_INTEGER).optional(),
  maxAttempts: whole(1, 1000).optional(),
  maxFailures: whole(1, Number.MAX_SAFE_INTEGER).optional(),
  maxFailurePercent: z
    .number({ error: PERCENT })
    .min(0, { error: PERCENT })
    .max(100, { error: PERCENT })
    .optional(),
  dataHashes: uuids.optional(),
  taskUuids: uuids.optional(),
  refreshEvery: duration(1000).optional(),
  flushSize: whole(1, 1000).optional(),
  flushEvery: duration(1).optional(),
  sliceSize: whole(1, 500).optional(),
  eventBudget: whole(20, 3500).optional(),
};

const pollStageInput = z.strictObject({ ...pollMembers, stage: z.string().min(1) });

const runProjectInput = z.strictObject({
  ...pollMembers,
  stages: z.array(z.string().min(1)).min(1, { error: NOT_EMPTY }).optional(),
  order: z.enum(['sequential', 'parallel'], { error: 'must be "sequential" or "parallel"' }).optional(),
  maxRounds: whole(1, 1000).optional(),
});

/** Throws `CONFIG` with every problem and the members that exist. */
const parse = <T extends z.ZodType>(
  schema: T,
  input: unknown,
  what: string,
  members: string[],
): z.output<T> => {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message, code }) => {
    const where = path.length === 0 ? '' : `"${path.join('.')}": `;
    return `${where}${message}${code === 'unrecognized_keys' ? ` (known: ${members.join(', ')})` : ''}`;
  });
  throw new AttemptError('CONFIG', `The input of ${what} cannot be used. ${problems.join('; ')}.`);
};

export const parsePollStageInput = (input: unknown): PollStageInput =>
  parse(pollStageInput, input, 'pollStage', Object.keys(pollStageInput.shape)) as PollStageInput;

export const parseRunProjectInput = (input: unknown): RunProjectInput =>
  parse(runProjectInput, input, 'runProject', Object.keys(runProjectInput.shape)) as RunProjectInput;

const lowerCase = (list: readonly string[] | undefined): readonly string[] | undefined =>
  list === undefined ? undefined : [...new Set(list.map((uuid) => uuid.toLowerCase()))];

/** The defaults of design §4, in milliseconds. */
export const toPollSettings = (input: Omit<PollStageInput, 'projectHash' | 'stage'>): PollSettings => ({
  concurrency: input.concurrency ?? 45,
  tasksPerActivity: input.tasksPerActivity,
  maxTasks: input.maxTasks,
  maxAttempts: input.maxAttempts,
  maxFailures: input.maxFailures,
  maxFailurePercent: input.maxFailurePercent,
  dataHashes: lowerCase(input.dataHashes),
  taskUuids: lowerCase(input.taskUuids),
  refreshEveryMs: input.refreshEvery === undefined ? undefined : toMs(input.refreshEvery),
  flushSize: input.flushSize ?? 200,
  flushEveryMs: toMs(input.flushEvery ?? '5s'),
  sliceSize: input.sliceSize ?? 500,
  eventBudget: input.eventBudget ?? 3500,
});
