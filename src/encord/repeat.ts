import type { Clock } from './clock.js';
import { EncordError } from './errors.js';

export interface RepeatOptions {
  /** No attempt begins later than this after the first; 0 never repeats. */
  readonly repeatForMs: number;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
  /** The error when the signal is aborted during a wait. */
  readonly cancelled: (reason: unknown) => EncordError;
}

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 10_000;

/**
 * The only place that says when a request is sent again: it ended UNAVAILABLE or RATE_LIMITED and was surely not carried out, or may
 * be carried out twice. Waits with full jitter, or as long as Encord asks; if that would end too late, the error is thrown at once,
 * so that whoever catches it can wait elsewhere.
 */
export const repeat = async <T>(attempt: () => Promise<T>, options: RepeatOptions): Promise<T> => {
  const { repeatForMs, clock, signal, cancelled } = options;
  const end = clock.now() + repeatForMs;
  for (let failures = 0; ; failures++) {
    try {
      return await attempt();
    } catch (error) {
      if (!EncordError.isInstance(error) || !error.retryable || error.mayHaveBeenApplied) throw error;
      const wait = waitAfter(error, failures, clock);
      if (clock.now() + wait >= end) throw error;
      await clock.sleep(wait, signal).catch((reason: unknown) => {
        throw cancelled(signal?.reason ?? reason);
      });
    }
  }
};

const waitAfter = ({ retryAfterMs }: EncordError, failures: number, clock: Clock): number => {
  // Those who were told the same must not come back all at once.
  if (retryAfterMs !== undefined) return retryAfterMs + clock.random() * FIRST_WAIT_MS;
  return clock.random() * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures);
};
