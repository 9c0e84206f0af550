import { Context } from '@temporalio/activity';
import { type AttemptError, fromEncord, fromPoll } from '../execution/failure.js';
import { runTask } from '../execution/run-task.js';
import { StepMemory } from '../execution/step-memory.js';
import { fromTaskReference } from '../execution/task-reference.js';
import { abortSignalOf } from './abort-signal.js';
import type { ActivityDependencies } from './activity-dependencies.js';
import { readAttemptDetails } from './attempt-details.js';
import { withBackgroundHeartbeat } from './background-heartbeat.js';
import type { RunTaskInput, TaskUpdate } from './contract.js';
import { lostTooOften, stageOfTask } from './stage-of-task.js';
import { toApplicationFailure, withoutLimit } from './to-application-failure.js';

/** One activity attempt at one task. Fails only with an `ApplicationFailure` that says itself whether to try again. */
export const runTaskActivity = async (
  dependencies: ActivityDependencies,
  input: RunTaskInput,
): Promise<TaskUpdate> => {
  const context = Context.current();
  let details = readAttemptDetails(context.info.heartbeatDetails);
  const attempt = context.info.attempt - details.uncounted + (input.attemptsBefore ?? 0);
  const aborting = abortSignalOf(context);
  const beat = () => context.heartbeat(details);
  const steps = new StepMemory(details.steps, (results) => {
    details = { ...details, steps: results };
    beat();
  });
  const host = { attempt, signal: aborting.signal, log: context.log, steps, heartbeat: beat };

  const uncounted = (error: AttemptError) => {
    details = { ...details, uncounted: details.uncounted + 1 };
    // Sent right before the throw, these details reach the next attempt (temporal-measured part 3).
    beat();
    return toApplicationFailure(error, withoutLimit(details.uncounted));
  };

  const run = async (): Promise<TaskUpdate> => {
    const target = await stageOfTask(dependencies, input).catch((error: unknown) => {
      throw uncounted(fromPoll(error));
    });
    const { backoff } = target.definition.options;
    const maxAttempts = input.maxAttempts ?? target.definition.options.maxAttempts;
    const lost = lostTooOften(attempt, maxAttempts);
    if (lost !== undefined) throw toApplicationFailure(lost, { attempt: attempt - 1, maxAttempts, backoff });
    const task = fromTaskReference(input.task);
    try {
      return await runTask({ ...target, task, client: dependencies.client, host });
    } catch (error) {
      const failure = fromEncord(error);
      throw failure.rule.counts || failure.rule.retry === 'never'
        ? toApplicationFailure(failure, { attempt, maxAttempts, backoff })
        : uncounted(failure);
    }
  };

  try {
    return await withBackgroundHeartbeat(run, () => details);
  } finally {
    aborting.release();
  }
};
