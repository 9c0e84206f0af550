import type { Context } from '@temporalio/activity';
import { AttemptError } from '../execution/failure.js';

/**
 * The activity's cancellation as an abort signal whose reason says why, and a way to stop listening to it. Whatever ends an attempt
 * but was not asked of the workflow (a shutdown, a paused or reset activity) is to be repeated.
 */
export const abortSignalOf = (context: Context): { signal: AbortSignal; release: () => void } => {
  const controller = new AbortController();
  const source = context.cancellationSignal;
  const onAbort = () => {
    controller.abort(
      context.cancellationDetails?.cancelRequested === true
        ? new AttemptError('CANCELLED', 'The work was cancelled before it had finished.')
        : new AttemptError('SHUTDOWN', 'The worker shut down before the work had finished.'),
    );
  };
  if (source.aborted) onAbort();
  else source.addEventListener('abort', onAbort, { once: true });
  return { signal: controller.signal, release: () => source.removeEventListener('abort', onAbort) };
};
