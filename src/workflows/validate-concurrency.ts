import { ApplicationFailure } from '@temporalio/workflow';

/** A whole number from 1 to 2,000. */
export const isConcurrency = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 2000;

/** Throws for anything else. Not async: the SDK drops an async validator's promise. */
export const validateConcurrency = (concurrency: number): void => {
  if (isConcurrency(concurrency)) return;
  throw ApplicationFailure.nonRetryable(
    `concurrency must be a whole number from 1 to 2000, not ${JSON.stringify(concurrency)}.`,
    'CONFIG',
  );
};
