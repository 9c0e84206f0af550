/** A named way out of an agent stage. */
export interface Pathway {
  readonly uuid: string;
  readonly name: string;
  readonly destinationUuid: string;
}

/** A node of the project workflow. */
export interface Stage {
  readonly uuid: string;
  readonly title: string;
  /** `AGENT`, `ANNOTATION`, `REVIEW`, `CONSENSUS_ANNOTATION`, `CONSENSUS_REVIEW`, `DONE`. */
  readonly type: string;
}

export interface AgentStage extends Stage {
  readonly type: 'AGENT';
  readonly pathways: readonly Pathway[];
}

export interface Project {
  readonly projectHash: string;
  /** Only a `workflow` project has stages. */
  readonly type: 'workflow' | (string & {});
  readonly title: string;
  readonly description: string;
  readonly ontologyHash: string;
  /** The ontology's editor JSON, as Encord sends it. */
  readonly ontology: Readonly<Record<string, unknown>>;
  /** In Encord's order. */
  readonly stages: readonly (Stage | AgentStage)[];
}

export const isAgentStage = (stage: Stage): stage is AgentStage => stage.type === 'AGENT';

export const agentStagesOf = (project: Pick<Project, 'stages'>): AgentStage[] =>
  project.stages.filter(isAgentStage);

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Anything that looks like a uuid is taken as one, as Encord's own library does. */
export const isUuid = (text: string): boolean => UUID.test(text);

export type Lookup<T> = { readonly found: T } | { readonly found: undefined; readonly problem: string };

/**
 * The agent stage with this uuid or exact title. Otherwise a problem that names the valid ones: no such stage, a stage of another
 * type, or two agent stages of one title (a title must say which stage is meant).
 */
export const findAgentStage = (
  project: Pick<Project, 'title' | 'stages'>,
  titleOrUuid: string,
): Lookup<AgentStage> => {
  const wanted = isUuid(titleOrUuid) ? titleOrUuid.toLowerCase() : titleOrUuid;
  const matches = project.stages.filter((stage) => stage.uuid === wanted || stage.title === wanted);
  const agents = matches.filter(isAgentStage);
  const [only] = agents;
  if (only !== undefined && agents.length === 1) return { found: only };
  const valid = agentStagesOf(project).map((stage) => `"${stage.title}" (${stage.uuid})`);
  const choices = valid.length === 0 ? 'It has no agent stage.' : `Its agent stages are ${valid.join(', ')}.`;
  const what =
    agents.length > 1
      ? `Stage title "${titleOrUuid}" is used ${agents.length} times in project "${project.title}": name the stage by its uuid.`
      : matches[0] !== undefined
        ? `Stage "${titleOrUuid}" of project "${project.title}" is no agent stage but ${matches[0].type}.`
        : `Project "${project.title}" has no stage "${titleOrUuid}".`;
  return { found: undefined, problem: `${what} ${choices}` };
};

/** The pathway with this uuid or exact name; otherwise a problem that names the valid ones. */
export const findPathway = (stage: AgentStage, nameOrUuid: string): Lookup<Pathway> => {
  const wanted = isUuid(nameOrUuid) ? nameOrUuid.toLowerCase() : nameOrUuid;
  const found = stage.pathways.find((pathway) => pathway.uuid === wanted || pathway.name === wanted);
  if (found !== undefined) return { found };
  const valid = stage.pathways.map((pathway) => `"${pathway.name}" (${pathway.uuid})`);
  const choices = valid.length === 0 ? 'The stage has none.' : `Valid are ${valid.join(', ')}.`;
  return { found: undefined, problem: `Stage "${stage.title}" has no pathway "${nameOrUuid}". ${choices}` };
};
