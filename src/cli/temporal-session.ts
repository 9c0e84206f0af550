import { connect, type TemporalConnection } from '../client.js';
import { type Environment, readTemporalConfig } from '../config.js';

/** Runs `work` with a connection to Temporal and closes it in any case. */
export const withTemporal = async <T>(
  env: Environment,
  work: (connection: TemporalConnection) => Promise<T>,
): Promise<T> => {
  const connection = await connect(readTemporalConfig(env));
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
};
