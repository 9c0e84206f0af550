import { type AgentStage, findPathway } from '../encord/project.js';
import { describeValue, isPlainObject } from './describe-value.js';
import { InvalidOutcomeError } from './errors.js';

/** What an agent says of its task. Members that are absent or `null` change nothing. */
export interface Outcome<P extends string = string> {
  /** Name or uuid of the pathway along which the task goes. None: it stays in its stage. */
  readonly pathway?: P | null | undefined;
  /** 0..1, 1 comes first; 0 is a value. */
  readonly priority?: number | null | undefined;
}

/** Everything that an agent may return: a pathway, an outcome, or nothing. */
export type AgentReturn<P extends string = string> = P | Outcome<P> | null | undefined | void;

/** An outcome that its stage knows, ready to be sent. */
export interface CheckedOutcome {
  readonly pathwayUuid?: string;
  readonly priority?: number;
}

const MEMBERS: readonly string[] = ['pathway', 'priority'] satisfies (keyof Outcome)[];

/** @throws InvalidOutcomeError that says what came and, for a pathway, which ones are valid. */
export const checkOutcome = (returned: unknown, stage: AgentStage): CheckedOutcome => {
  if (returned == null) return {};
  if (typeof returned === 'string') return { pathwayUuid: pathwayUuidOf(returned, stage) };
  if (!isPlainObject(returned)) throw invalid(stage, describeValue(returned));
  const unknown = Object.keys(returned).filter((member) => !MEMBERS.includes(member));
  if (unknown.length > 0)
    throw invalid(stage, `an object with ${unknown.map((member) => `"${member}"`).join(', ')}`);
  const { pathway, priority } = returned;
  return {
    ...(pathway == null ? {} : { pathwayUuid: pathwayUuidOf(pathway, stage) }),
    ...(priority == null ? {} : { priority: checkPriority(priority, stage) }),
  };
};

const invalid = (stage: AgentStage, what: string): InvalidOutcomeError =>
  new InvalidOutcomeError(
    `The agent of stage "${stage.title}" returned ${what}. An agent returns a pathway (its name or uuid), { pathway, priority }, or nothing. ` +
      validPathways(stage),
  );

const validPathways = (stage: AgentStage): string =>
  stage.pathways.length === 0
    ? 'The stage has no pathway.'
    : `Valid pathways are ${stage.pathways.map(({ name, uuid }) => `"${name}" (${uuid})`).join(', ')}.`;

const pathwayUuidOf = (pathway: unknown, stage: AgentStage): string => {
  if (typeof pathway !== 'string') throw invalid(stage, `${describeValue(pathway)} as its pathway`);
  if (pathway === '') throw invalid(stage, 'an empty text as its pathway');
  const lookup = findPathway(stage, pathway);
  if (lookup.found === undefined) throw new InvalidOutcomeError(lookup.problem);
  return lookup.found.uuid;
};

const checkPriority = (priority: unknown, stage: AgentStage): number => {
  if (typeof priority === 'number' && priority >= 0 && priority <= 1) return priority;
  throw new InvalidOutcomeError(
    `The agent of stage "${stage.title}" returned ${describeValue(priority)} as its priority. A priority is a number from 0 to 1.`,
  );
};
