import { Context } from '@temporalio/activity';

/**
 * Beats while `work` runs, so that a dead worker is noticed within the heartbeat timeout. A beat without details would erase the
 * details sent before, so each one sends the latest again. The first comes after half the timeout: short activities cost no beat.
 */
export const withBackgroundHeartbeat = async <T>(
  work: () => Promise<T>,
  details: () => unknown = () => undefined,
): Promise<T> => {
  const context = Context.current();
  const timeoutMs = context.info.heartbeatTimeoutMs ?? 10_000;
  const timer = setInterval(() => context.heartbeat(details()), timeoutMs / 2);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
};
