import { agentStagesOf } from '../encord/project.js';
import { AttemptError, fromAgent } from '../execution/failure.js';
import type { ActivityDependencies } from './activity-dependencies.js';
import type { PreparedStage, PrepareStageInput } from './contract.js';

/** The server's own time-out of an attempt leaves ours time to speak first. */
const GRACE_MS = 60_000;

/**
 * Looks up how the stage's tasks are to be run; before the first pass it also calls the runner's `preExecution`. A worker that has
 * no agent for the stage fails the poll and names those it has.
 */
export const prepareStage = async (
  { runner, client, projects }: Omit<ActivityDependencies, 'searchAttributes'>,
  input: PrepareStageInput,
): Promise<PreparedStage> => {
  // Not from the cache: what a person renamed just now has to count for the pass that starts.
  const project = await projects.refetch(input.projectHash);
  const { stage } = await projects.stage(input.projectHash, input.stageUuid);
  const definition = runner.agents.find(stage);
  if (definition === undefined) {
    const known = runner.agents.agents.map((agent) => `"${agent.name}"`);
    throw new AttemptError(
      'CONFIG',
      `The worker has no agent for stage "${stage.title}" (${stage.uuid}). ` +
        (known.length === 0
          ? 'It has none at all: register one with runner.stage(…).'
          : `It has agents for ${known.join(', ')}.`),
    );
  }
  if (input.preExecution && runner.preExecution !== undefined) {
    const stages = agentStagesOf(project);
    try {
      await runner.preExecution({ runner, project, stages, agents: runner.agents.agents, client });
    } catch (error) {
      const failure = fromAgent(error);
      // A busy Encord is no reason to give up.
      if (failure.code === 'UNAVAILABLE' || failure.code === 'RATE_LIMITED') throw failure;
      throw new AttemptError('CONFIG', `preExecution refused the run: ${failure.message}`, { cause: error });
    }
  }
  const { options } = definition;
  return {
    policy: {
      startToCloseMs: options.timeoutMs + GRACE_MS,
      heartbeatTimeoutMs: options.heartbeatTimeoutMs,
      tasksPerActivity: input.tasksPerActivity ?? options.tasksPerActivity,
      ...(input.maxAttempts === undefined ? {} : { maxAttempts: input.maxAttempts }),
      ...(options.taskQueue === undefined ? {} : { taskQueue: options.taskQueue }),
    },
  };
};
