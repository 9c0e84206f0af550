import { Context } from '@temporalio/activity';
import { type AttemptError, fromEncord } from '../execution/failure.js';
import { runTask } from '../execution/run-task.js';
import { StepMemory } from '../execution/step-memory.js';
import { fromTaskReference } from '../execution/task-reference.js';
import { abortSignalOf } from './abort-signal.js';
import type { ActivityDependencies } from './activity-dependencies.js';
import { readAttemptDetails } from './attempt-details.js';
import { withBackgroundHeartbeat } from './background-heartbeat.js';
import type { RunTaskInput, TaskUpdate } from './contract.js';
import { lostTooOften, stageOfTask } from './stage-of-task.js';
import { toApplicationFailure } from './to-application-failure.js';

/** One activity attempt at one task. Fails only with an `ApplicationFailure` that says itself whether to try again. */
export const runTaskActivity = async (
  dependencies: ActivityDependencies,
  input: RunTaskInput,
): Promise<TaskUpdate> => {
  const context = Context.current();
  let details = readAttemptDetails(context.info.heartbeatDetails);
  const attempt = context.info.attempt - details.uncounted + (input.attemptsBefore ?? 0);
  const { definition, stage, project } = await stageOfTask(dependencies, input).catch((error: unknown) => {
    throw uncounted(fromEncord(error));
  });
  const { backoff } = definition.options;
  const maxAttempts = input.maxAttempts ?? definition.options.maxAttempts;
  const retry = { attempt, maxAttempts, backoff };

  function uncounted(error: AttemptError) {
    // Sent right before the throw, these details reach the next attempt (temporal-measured part 3).
    context.heartbeat({ ...details, uncounted: details.uncounted + 1 });
    return toApplicationFailure(error);
  }

  const lost = lostTooOften(attempt, maxAttempts);
  if (lost !== undefined) throw toApplicationFailure(lost, { ...retry, attempt: attempt - 1 });

  const aborting = abortSignalOf(context);
  const latest = () => details;
  const steps = new StepMemory(details.steps, (results) => {
    details = { ...details, steps: results };
    context.heartbeat(details);
  });
  const host = {
    attempt,
    signal: aborting.signal,
    log: context.log,
    steps,
    heartbeat: () => context.heartbeat(details),
  };
  const options = {
    definition,
    task: fromTaskReference(input.task),
    stage,
    project,
    client: dependencies.client,
    host,
  };
  try {
    return await withBackgroundHeartbeat(() => runTask(options), latest);
  } catch (error) {
    const failure = fromEncord(error);
    throw failure.rule.counts || failure.rule.retry === 'never'
      ? toApplicationFailure(failure, retry)
      : uncounted(failure);
  } finally {
    aborting.release();
  }
};
