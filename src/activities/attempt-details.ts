import { z } from 'zod';
import type { Json } from '../agents/task-context.js';

/** What one attempt of `encord.runTask` leaves for the next, as its heartbeat details. */
export interface AttemptDetails {
  /** Attempts so far that failed through no fault of the agent. */
  readonly uncounted: number;
  readonly steps: Readonly<Record<string, Json>>;
}

const schema = z.object({
  uncounted: z.number().default(0),
  steps: z.record(z.string(), z.json()).default({}),
});

/** Details of another version of this program are as good as none: the agent then starts from the beginning. */
export const readAttemptDetails = (details: unknown): AttemptDetails => {
  const parsed = schema.safeParse(details ?? {});
  return parsed.success ? parsed.data : { uncounted: 0, steps: {} };
};
