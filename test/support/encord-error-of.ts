import { EncordError } from '../../src/encord/errors.js';

/** The EncordError that a promise ends with; anything else fails the test. */
export const encordErrorOf = async (promise: Promise<unknown>): Promise<EncordError> => {
  const error: unknown = await promise.then(
    (value) => new Error(`No error, but the value ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (EncordError.isInstance(error)) return error;
  throw new Error(`No EncordError, but ${String(error)}`, { cause: error });
};
