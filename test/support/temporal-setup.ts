import { findTemporalCli } from '../../src/cli/temporal-cli.js';
import { readEnvironment } from '../../src/config.js';
import { tierUnavailable } from './tier-unavailable.js';

/** Finds or gets the Temporal CLI, once for all test files: they find its path in TEMPORAL_CLI_PATH. */
export const setup = async (): Promise<void> => {
  try {
    const { path } = await findTemporalCli({ env: readEnvironment(), log: (line) => console.log(line) });
    process.env.TEMPORAL_CLI_PATH = path;
  } catch (error) {
    tierUnavailable('e2e', { variable: 'TEMPORAL_UNAVAILABLE', error });
  }
};
