import { Context } from '@temporalio/activity';
import type { AgentSource } from '../agents/pre-execution.js';
import type { EncordClient } from '../encord/client.js';
import { applyUpdates } from '../execution/apply-updates.js';
import { fromPoll } from '../execution/failure.js';
import { listTasks } from '../execution/list-tasks.js';
import { ProjectCache } from '../execution/project-cache.js';
import { abortSignalOf } from './abort-signal.js';
import { summariseUpdates, toUpdates } from './applied-updates.js';
import { withBackgroundHeartbeat } from './background-heartbeat.js';
import type { Activities, SearchAttributeNames } from './contract.js';
import { prepareStage } from './prepare-stage.js';
import { resolveProject, resolveStage } from './resolve-poll.js';
import { runTaskActivity } from './run-task-activity.js';
import { runTasksActivity } from './run-tasks-activity.js';
import { toApplicationFailure, withoutLimit } from './to-application-failure.js';

export interface CreateActivitiesOptions {
  /** Search attributes to set on polls. Default: none, since a server refuses those it does not know. */
  readonly searchAttributes?: SearchAttributeNames | undefined;
}

/** A request of the poll itself: beats while it runs, and whatever it throws is no single task's fault. */
const ofPoll =
  <I, O>(work: (input: I, signal: AbortSignal) => Promise<O>) =>
  async (input: I): Promise<O> => {
    const context = Context.current();
    const aborting = abortSignalOf(context);
    try {
      return await withBackgroundHeartbeat(() => work(input, aborting.signal));
    } catch (error) {
      const failure = fromPoll(error);
      // What the client calls cancelled may be a shutdown, after which another worker goes on.
      const why = failure.code === 'CANCELLED' ? fromPoll(aborting.signal.reason ?? failure) : failure;
      throw toApplicationFailure(why, withoutLimit(context.info.attempt));
    } finally {
      aborting.release();
    }
  };

/** The activities of a worker for one `Runner` and one Encord account. */
export const createActivities = (
  runner: AgentSource,
  client: EncordClient,
  { searchAttributes }: CreateActivitiesOptions = {},
): Activities => {
  const projects = new ProjectCache(client);
  const shared = { runner, client, projects, searchAttributes };
  return {
    'encord.resolveStage': ofPoll((input) => resolveStage(shared, input)),
    'encord.resolveProject': ofPoll((input) => resolveProject(shared, input)),
    'encord.prepareStage': ofPoll((input) => prepareStage(shared, input)),
    'encord.listTasks': ofPoll((input, signal) => listTasks(client, { ...input, signal })),
    'encord.runTask': (input) => runTaskActivity(shared, input),
    'encord.runTasks': (input) => runTasksActivity(shared, input),
    'encord.applyUpdates': ofPoll(async (input, signal) => {
      const { stage } = await projects.stage(input.projectHash, input.stageUuid);
      const results = await applyUpdates(client, {
        projectHash: input.projectHash,
        stage,
        updates: toUpdates(input),
        sentBefore: Context.current().info.attempt > 1,
        signal,
      });
      return summariseUpdates(results);
    }),
  };
};
