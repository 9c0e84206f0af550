import type { Context } from '@temporalio/activity';
import { AttemptError } from '../execution/failure.js';

/** The activity's cancellation as an abort signal whose reason says why, and a way to stop listening to it. */
export const abortSignalOf = (context: Context): { signal: AbortSignal; release(): void } => {
  const controller = new AbortController();
  const source = context.cancellationSignal;
  const onAbort = () => {
    const shutdown = context.cancellationDetails?.workerShutdown === true;
    controller.abort(
      shutdown
        ? new AttemptError('SHUTDOWN', 'The worker shut down before the agent had finished.')
        : new AttemptError('CANCELLED', 'The task was cancelled before its agent had finished.'),
    );
  };
  if (source.aborted) onAbort();
  else source.addEventListener('abort', onAbort, { once: true });
  return { signal: controller.signal, release: () => source.removeEventListener('abort', onAbort) };
};
