import { checkAgainstProject, checkProject } from '../agents/check-against-project.js';
import { AttemptError } from '../execution/failure.js';
import type { ActivityDependencies } from './activity-dependencies.js';
import type { PollStageInput, ResolvedPoll, ResolvedProject, RunProjectInput } from './contract.js';
import { parsePollStageInput, parseRunProjectInput, toMs, toPollSettings } from './poll-input.js';

/** Checks a poll's input and finds its project and stage. Throws `CONFIG` with the valid choices. */
export const resolveStage = async (
  { runner, projects, searchAttributes }: Omit<ActivityDependencies, 'client'>,
  typed: PollStageInput,
): Promise<ResolvedPoll> => {
  const input = parsePollStageInput(typed);
  // Only this stage's agent matters here: one deployment may serve projects that do not have all its stages.
  refuse(checkProject(await projects.get(input.projectHash)));
  const { project, stage } = await projects.stage(input.projectHash, input.stage);
  if (runner.projectHash !== undefined && runner.projectHash !== project.projectHash)
    refuse(
      `This worker's runner was made for project ${runner.projectHash} and refuses "${project.title}" (${project.projectHash}).`,
    );
  return {
    projectHash: project.projectHash,
    projectTitle: project.title,
    stageUuid: stage.uuid,
    stageTitle: stage.title,
    settings: toPollSettings(input),
    ...(searchAttributes === undefined ? {} : { searchAttributes }),
  };
};

/** Checks a project run's input and finds its stages, by default all registered ones in the order of registration. */
export const resolveProject = async (
  { runner, projects, searchAttributes }: Omit<ActivityDependencies, 'client'>,
  typed: RunProjectInput,
): Promise<ResolvedProject> => {
  const { projectHash, stages, order, maxRounds, refreshEvery, ...poll } = parseRunProjectInput(typed);
  const project = await projects.refetch(projectHash);
  refuse(stages === undefined ? checkAgainstProject(runner, project)[0] : checkProject(project));
  const wanted = stages ?? runner.agents.agents.map(({ stage }) => stage);
  if (wanted.length === 0) refuse('The worker has no agent: register one with runner.stage(…).');
  const found = new Map<string, { uuid: string; title: string }>();
  for (const name of wanted) {
    const { stage } = await projects.stage(projectHash, name);
    found.set(stage.uuid, { uuid: stage.uuid, title: stage.title });
  }
  return {
    projectHash: project.projectHash,
    projectTitle: project.title,
    stages: [...found.values()],
    order: order ?? 'sequential',
    maxRounds: maxRounds ?? 10,
    poll,
    settings: toPollSettings(poll),
    ...(searchAttributes === undefined ? {} : { searchAttributes }),
    refreshEveryMs: refreshEvery === undefined ? undefined : toMs(refreshEvery),
  };
};

const refuse = (problem: string | undefined): void => {
  if (problem !== undefined) throw new AttemptError('CONFIG', problem);
};
