import { getEventListeners } from 'node:events';
import { Context } from '@temporalio/activity';
import { ActivityCancellationDetails } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, it } from 'vitest';
import { abortSignalOf } from './abort-signal.js';

type Details = ConstructorParameters<typeof ActivityCancellationDetails>[0];

/** The code of the reason with which the activity's work is aborted. */
const codeAfter = async (details: Details, when: 'before' | 'during'): Promise<unknown> => {
  const environment = new MockActivityEnvironment();
  const cancel = () => environment.cancel('CANCELLED', new ActivityCancellationDetails(details));
  if (when === 'before') cancel();
  return environment.run(async () => {
    const { signal } = abortSignalOf(Context.current());
    if (when === 'during') {
      expect(signal.aborted).toBe(false);
      cancel();
    }
    return (signal.reason as { code: unknown }).code;
  });
};

describe('abortSignalOf', () => {
  it.each<[string, Details, string]>([
    ['a cancelled workflow', { cancelRequested: true }, 'CANCELLED'],
    ['a shutdown', { workerShutdown: true }, 'SHUTDOWN'],
    // So the SDK reports a shutdown whose grace time is over.
    ['no word of why', {}, 'SHUTDOWN'],
    ['a paused activity', { paused: true }, 'SHUTDOWN'],
    ['a reset activity', { reset: true }, 'SHUTDOWN'],
  ])('gives as the reason of %s %j the code %s', async (_, details, code) => {
    expect(await codeAfter(details, 'during')).toBe(code);
    expect(await codeAfter(details, 'before')).toBe(code);
  });

  it('stops listening when it is released', () => {
    const environment = new MockActivityEnvironment();
    const source = environment.context.cancellationSignal;
    const before = getEventListeners(source, 'abort').length;
    const { signal, release } = abortSignalOf(environment.context);
    expect(getEventListeners(source, 'abort')).toHaveLength(before + 1);
    release();
    expect(getEventListeners(source, 'abort')).toHaveLength(before);
    environment.cancel();
    expect(signal.aborted).toBe(false);
  });
});
