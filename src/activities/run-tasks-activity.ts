import { Context } from '@temporalio/activity';
import { fromEncord, fromPoll } from '../execution/failure.js';
import { runTask } from '../execution/run-task.js';
import { StepMemory } from '../execution/step-memory.js';
import { fromTaskReference } from '../execution/task-reference.js';
import { abortSignalOf } from './abort-signal.js';
import type { ActivityDependencies } from './activity-dependencies.js';
import { withBackgroundHeartbeat } from './background-heartbeat.js';
import { ChunkProgress } from './chunk-progress.js';
import type { ChunkResult, RunTasksInput, TaskReference } from './contract.js';
import { type StageOfTask, stageOfTask } from './stage-of-task.js';
import { toApplicationFailure, withoutLimit } from './to-application-failure.js';

/**
 * One attempt at a chunk of tasks, one after another: for agents so fast that an activity each would cost more than the agent. What
 * fails for a reason that may pass is handed back, to be run alone; so is, when the chunk is tried again, all that was not finished: one
 * of these tasks may have killed the worker, and would do so again and again.
 */
export const runTasksActivity = async (
  dependencies: ActivityDependencies,
  input: RunTasksInput,
): Promise<ChunkResult> => {
  const context = Context.current();
  const progress = new ChunkProgress(context.info.heartbeatDetails);
  if (context.info.attempt > 1) {
    progress.handBack(input.tasks.length);
    return progress.result;
  }
  const aborting = abortSignalOf(context);
  const began = performance.now();
  const mayStart = () =>
    !aborting.signal.aborted &&
    (performance.now() - began < input.budgetMs || progress.result.finished === 0);

  const runNext = async (reference: TaskReference, target: StageOfTask) => {
    // Steps are remembered only where a task has an activity of its own; a failed task gets one.
    const steps = new StepMemory({}, () => undefined);
    const beat = () => context.heartbeat(progress.result);
    const host = { attempt: 1, signal: aborting.signal, log: context.log, steps, heartbeat: beat };
    const maxAttempts = input.maxAttempts ?? target.definition.options.maxAttempts;
    const options = { ...target, client: dependencies.client, host };
    const started = performance.now();
    try {
      const update = await runTask({ ...options, task: fromTaskReference(reference) });
      progress.succeeded(update, performance.now() - started);
    } catch (error) {
      const failure = fromEncord(error);
      if (failure.code === 'CANCELLED' || failure.code === 'SHUTDOWN') return;
      progress.failed(failure, { elapsedMs: performance.now() - started, maxAttempts });
    }
    beat();
  };

  const runAll = async (): Promise<ChunkResult> => {
    const target = await stageOfTask(dependencies, input);
    for (const reference of input.tasks) {
      if (!mayStart()) break;
      await runNext(reference, target);
    }
    return progress.result;
  };
  try {
    return await withBackgroundHeartbeat(runAll, () => progress.result);
  } catch (error) {
    throw toApplicationFailure(fromPoll(error), withoutLimit(context.info.attempt));
  } finally {
    aborting.release();
  }
};
