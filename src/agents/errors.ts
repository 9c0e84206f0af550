import { DEFINITION_ERROR, hasBrand, INVALID_OUTCOME_ERROR, REJECT_TASK } from './brand.js';

/** A stage, dependency or option that cannot work. Thrown when it is defined, before anything runs. */
export class DefinitionError extends Error {
  static {
    DefinitionError.prototype.name = 'DefinitionError';
  }

  // A getter, so that a printed error does not show it.
  get [DEFINITION_ERROR](): true {
    return true;
  }

  /** True for errors of any loaded copy of this package. */
  static isInstance(error: unknown): error is DefinitionError {
    return hasBrand(error, DEFINITION_ERROR);
  }
}

/**
 * Throw this in an agent or a dependency when trying again cannot help: the task fails at once with code `REJECTED`, stays in its
 * stage, and the message is what people read. Every other error is retried.
 */
export class RejectTask extends Error {
  static {
    RejectTask.prototype.name = 'RejectTask';
  }

  // A getter, so that a printed error does not show it.
  get [REJECT_TASK](): true {
    return true;
  }

  /** True for errors of any loaded copy of this package. */
  static isInstance(error: unknown): error is RejectTask {
    return hasBrand(error, REJECT_TASK);
  }
}

/** What an agent returned is no outcome of its stage. The task fails with code `INVALID_OUTCOME` and nothing is written. */
export class InvalidOutcomeError extends Error {
  static {
    InvalidOutcomeError.prototype.name = 'InvalidOutcomeError';
  }

  // A getter, so that a printed error does not show it.
  get [INVALID_OUTCOME_ERROR](): true {
    return true;
  }

  /** True for errors of any loaded copy of this package. */
  static isInstance(error: unknown): error is InvalidOutcomeError {
    return hasBrand(error, INVALID_OUTCOME_ERROR);
  }
}
