import { Context } from '@temporalio/activity';
import { fromEncord } from '../execution/failure.js';
import { runTask } from '../execution/run-task.js';
import { StepMemory } from '../execution/step-memory.js';
import { fromTaskReference } from '../execution/task-reference.js';
import { abortSignalOf } from './abort-signal.js';
import type { ActivityDependencies } from './activity-dependencies.js';
import { withBackgroundHeartbeat } from './background-heartbeat.js';
import { ChunkProgress } from './chunk-progress.js';
import type { ChunkResult, RunTasksInput } from './contract.js';
import { stageOfTask } from './stage-of-task.js';
import { toApplicationFailure } from './to-application-failure.js';

/**
 * One attempt at a chunk of tasks, one after another: for agents so fast that an activity each would cost more than the agent. What
 * fails for a reason that may pass is handed back, to be run alone. A chunk whose worker died goes on where it stood.
 */
export const runTasksActivity = async (
  dependencies: ActivityDependencies,
  input: RunTasksInput,
): Promise<ChunkResult> => {
  const context = Context.current();
  const { definition, stage, project } = await stageOfTask(dependencies, input).catch((error: unknown) => {
    throw toApplicationFailure(fromEncord(error));
  });
  const maxAttempts = input.maxAttempts ?? definition.options.maxAttempts;
  const progress = new ChunkProgress(context.info.heartbeatDetails);
  const aborting = abortSignalOf(context);
  const began = performance.now();
  const mayStart = () =>
    !aborting.signal.aborted && (performance.now() - began < input.budgetMs || progress.finishedHere === 0);

  const runNext = async (index: number): Promise<void> => {
    const reference = input.tasks[index];
    if (reference === undefined) return;
    // Steps are remembered only where a task has an activity of its own; a failed task gets one.
    const steps = new StepMemory({}, () => undefined);
    const beat = () => context.heartbeat(progress.result);
    const host = { attempt: 1, signal: aborting.signal, log: context.log, steps, heartbeat: beat };
    const options = { definition, stage, project, client: dependencies.client, host };
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
    while (progress.result.finished < input.tasks.length && mayStart())
      await runNext(progress.result.finished);
    return progress.result;
  };
  try {
    return await withBackgroundHeartbeat(runAll, () => progress.result);
  } finally {
    aborting.release();
  }
};
