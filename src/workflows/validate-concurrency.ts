import { ApplicationFailure } from '@temporalio/workflow';

/** Throws unless `concurrency` is a whole number from 1 to 2,000. Not async: the SDK drops an async validator's promise. */
export const validateConcurrency = (concurrency: number): void => {
  if (Number.isInteger(concurrency) && concurrency >= 1 && concurrency <= 2000) return;
  throw ApplicationFailure.nonRetryable(
    `concurrency must be a whole number from 1 to 2000, not ${JSON.stringify(concurrency)}.`,
    'CONFIG',
  );
};
