import type { AgentDefinition } from '../agents/stage-options.js';
import type { AgentStage, Project } from '../encord/project.js';
import { AttemptError } from '../execution/failure.js';
import type { ActivityDependencies } from './activity-dependencies.js';
import type { StageTarget } from './contract.js';

/** How soon another worker is given a task whose agent this one does not know. */
const ROLLING_DEPLOY_MS = 5000;

export interface StageOfTask {
  readonly definition: AgentDefinition;
  readonly stage: AgentStage;
  readonly project: Project;
  /** The stage as it is now; fetched at most once a second, however many tasks ask. */
  readonly freshStage: () => Promise<AgentStage>;
}

/** The project, stage and agent of a task, from this worker's copy of the project. */
export const stageOfTask = async (
  { projects, runner }: Pick<ActivityDependencies, 'projects' | 'runner'>,
  { projectHash, stageUuid }: StageTarget,
): Promise<StageOfTask> => {
  const { project, stage } = await projects.stage(projectHash, stageUuid);
  const definition = runner.agents.find(stage);
  if (definition === undefined)
    // The poll began on a worker that has it: during a deploy both kinds run side by side.
    throw new AttemptError('UNAVAILABLE', `This worker has no agent for stage "${stage.title}".`, {
      retryAfterMs: ROLLING_DEPLOY_MS,
    });
  const freshStage = async () => {
    await projects.refetch(projectHash);
    return (await projects.stage(projectHash, stageUuid)).stage;
  };
  return { definition, stage, project, freshStage };
};

/** An attempt that ended without a word (its worker died) counts; after the last one the task fails instead of killing on. */
export const lostTooOften = (attempt: number, maxAttempts: number): AttemptError | undefined =>
  attempt <= maxAttempts
    ? undefined
    : new AttemptError(
        'WORKER_LOST',
        `The worker was lost, or did not answer, in attempt ${attempt - 1} of ${maxAttempts}: look at its log and memory.`,
      );
