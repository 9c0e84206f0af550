import { agentStagesOf, findAgentStage, type Project } from '../encord/project.js';
import type { AgentSource } from './pre-execution.js';
import type { AgentDefinition } from './stage-options.js';

/** Why no agent can run on this project, or `undefined`: it is no workflow project, or it has no agent stage. */
export const checkProject = ({
  title,
  type,
  stages,
}: Pick<Project, 'title' | 'type' | 'stages'>): string | undefined => {
  if (type !== 'workflow')
    return `Project "${title}" is a project of type ${type}. Agents need a workflow project.`;
  if (agentStagesOf({ stages }).length > 0) return undefined;
  const others = stages.map((stage) => `"${stage.title}" (${stage.type})`).join(', ');
  return `Project "${title}" has no agent stage, only ${others || 'an empty workflow'}. Add one to its workflow.`;
};

/**
 * What keeps a runner's agents from running on this project, as sentences that name the valid stages: it was made for another
 * project, the project has no agent stage, a registered stage is unknown or of another type, or two agents mean the same stage.
 * Empty where all is well.
 */
export const checkAgainstProject = (
  runner: Pick<AgentSource, 'agents' | 'projectHash'>,
  project: Pick<Project, 'projectHash' | 'title' | 'type' | 'stages'>,
): readonly string[] => {
  if (runner.projectHash !== undefined && runner.projectHash !== project.projectHash)
    return [
      `This runner was made for project ${runner.projectHash} and cannot run on "${project.title}" (${project.projectHash}).`,
    ];
  const unfit = checkProject(project);
  if (unfit !== undefined) return [unfit];
  const problems: string[] = [];
  const firstOfStage = new Map<string, AgentDefinition>();
  for (const agent of runner.agents.agents) {
    const lookup = findAgentStage(project, agent.stage);
    if (lookup.found === undefined) {
      problems.push(lookup.problem);
      continue;
    }
    const { uuid, title } = lookup.found;
    const first = firstOfStage.get(uuid);
    if (first === undefined) firstOfStage.set(uuid, agent);
    else
      problems.push(
        `Stage "${title}" (${uuid}) has two agents, registered as "${first.name}" and "${agent.name}". Register it once.`,
      );
  }
  return problems;
};
