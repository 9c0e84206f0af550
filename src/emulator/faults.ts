import { z } from 'zod';
import { OPERATIONS, type Operation } from './operations.js';

const fault = z
  .strictObject({
    /** Default: every operation. */
    operation: z.enum(OPERATIONS).optional(),
    /** 0..1, default 1. */
    probability: z.number().min(0).max(1).optional(),
    /** How often it strikes before it is used up. Default: without end. */
    times: z.int().positive().optional(),
    /** Answered instead of carrying the request out. */
    status: z.int().min(400).max(599).optional(),
    /** `Retry-After` of that answer, in whole seconds. */
    retryAfter: z.int().min(0).optional(),
    delayMs: z.number().min(0).max(600_000).optional(),
    /** Closes the connection `before` the request is carried out, or `after`, without an answer. */
    drop: z.enum(['before', 'after']).optional(),
  })
  .refine((value) => value.status !== undefined || value.delayMs !== undefined || value.drop !== undefined, {
    message: 'a fault needs "status", "delayMs" or "drop"',
  })
  .refine((value) => value.status === undefined || value.drop === undefined, {
    message: '"status" and "drop" exclude each other',
    path: ['drop'],
  })
  .refine((value) => value.retryAfter === undefined || value.status !== undefined, {
    message: '"retryAfter" goes with "status"',
    path: ['retryAfter'],
  });

export const faultListSchema = z.array(fault);
export type Fault = z.output<typeof fault>;

/** What strikes one request. */
export interface Strike {
  readonly delayMs: number;
  readonly status?: number | undefined;
  readonly retryAfter?: number | undefined;
  readonly drop?: 'before' | 'after' | undefined;
}

export class Faults {
  readonly #random: () => number;
  #active: Fault[] = [];

  constructor(random: () => number) {
    this.#random = random;
  }

  /** Takes the place of all earlier faults. */
  replace(faults: readonly Fault[]): void {
    this.#active = faults.map((value) => ({ ...value }));
  }

  /** Those not used up; `times` is what is left. */
  describe(): readonly Fault[] {
    return this.#active;
  }

  /** Delays add up; the first fault with a status or a drop is the last one looked at. */
  next(operation: Operation): Strike {
    let delayMs = 0;
    for (const candidate of this.#active) {
      if (!this.#strikes(candidate, operation)) continue;
      this.#use(candidate);
      delayMs += candidate.delayMs ?? 0;
      const { status, retryAfter, drop } = candidate;
      if (status !== undefined || drop !== undefined) return { delayMs, status, retryAfter, drop };
    }
    return { delayMs };
  }

  #strikes({ operation, probability }: Fault, wanted: Operation): boolean {
    if (operation !== undefined && operation !== wanted) return false;
    return probability === undefined || this.#random() < probability;
  }

  #use(used: Fault): void {
    if (used.times === undefined) return;
    used.times--;
    // A new array: `next` is walking through the old one.
    if (used.times === 0) this.#active = this.#active.filter((other) => other !== used);
  }
}
