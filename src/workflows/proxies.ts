/** Activities as workflows call them. Each has a heartbeat timeout: without one a dead worker is noticed only at the very end. */
import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { Activities, TaskPolicy } from '../activities/contract.js';
import { CHUNK_BUDGET_MS } from './chunk-size.js';

/**
 * Requests of the poll itself. They are repeated without limit, since each failure says whether it can pass; an outage of hours ends
 * in a poll that goes on.
 */
export const pollActivities = proxyActivities<Activities>({
  startToCloseTimeout: '15m',
  heartbeatTimeout: '10s',
  cancellationType: ActivityCancellationType.TRY_CANCEL,
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
});

/**
 * Agents. No attempt limit here: which attempts count is known only inside (a busy Encord is not the agent's fault), so the activity
 * itself says when it is over. Cancelled ones are waited for, so that the results of finished agents are kept.
 */
export const taskActivities = (policy: TaskPolicy) =>
  proxyActivities<Activities>({
    startToCloseTimeout: policy.startToCloseMs + CHUNK_BUDGET_MS,
    heartbeatTimeout: policy.heartbeatTimeoutMs,
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
    ...(policy.taskQueue === undefined ? {} : { taskQueue: policy.taskQueue }),
  });
