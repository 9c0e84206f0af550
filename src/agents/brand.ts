/**
 * Our values are recognised by these symbols, never by `instanceof` alone: a user's file and the command line may have loaded two
 * copies of this package.
 */
export const RUNNER: unique symbol = Symbol.for('encord-temporal.Runner');
export const DEPENDENCY: unique symbol = Symbol.for('encord-temporal.Dependency');
export const DEFINITION_ERROR: unique symbol = Symbol.for('encord-temporal.DefinitionError');
export const REJECT_TASK: unique symbol = Symbol.for('encord-temporal.RejectTask');
export const INVALID_OUTCOME_ERROR: unique symbol = Symbol.for('encord-temporal.InvalidOutcomeError');

export const hasBrand = (value: unknown, brand: symbol): boolean =>
  typeof value === 'object' && value !== null && brand in value;
