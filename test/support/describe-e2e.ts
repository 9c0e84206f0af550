import { describe } from 'vitest';

/** A suite that needs a Temporal server; where there is none it is skipped, for the reason that the set-up has printed. */
export const describeE2e = describe.skipIf(process.env.TEMPORAL_UNAVAILABLE !== undefined);
