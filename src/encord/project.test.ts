import { describe, expect, it } from 'vitest';
import {
  type AgentStage,
  agentStagesOf,
  findAgentStage,
  findPathway,
  isUuid,
  type Stage,
} from './project.js';

const uuid = (last: number): string => `9d6edee0-ba3e-423c-8c96-00000000000${last}`;

const agent = (last: number, title: string, names: readonly string[] = []): AgentStage => ({
  uuid: uuid(last),
  title,
  type: 'AGENT',
  pathways: names.map((name, index) => ({ uuid: uuid(index + 5), name, destinationUuid: uuid(9) })),
});

const review: Stage = { uuid: uuid(9), title: 'Review', type: 'REVIEW' };
const project = { title: 'P', stages: [agent(1, 'One'), review, agent(2, 'Twice'), agent(3, 'Twice')] };

describe('findAgentStage', () => {
  it('finds by exact title and by uuid in any case', () => {
    expect(findAgentStage(project, 'One').found?.uuid).toBe(uuid(1));
    expect(findAgentStage(project, uuid(3).toUpperCase()).found?.uuid).toBe(uuid(3));
  });

  it('finds the agent stage among stages of the same title', () => {
    const stages = [{ ...review, title: 'One' }, agent(1, 'One')];
    expect(findAgentStage({ title: 'P', stages }, 'One').found?.uuid).toBe(uuid(1));
  });

  it.each([
    ['one', 'Project "P" has no stage "one".'],
    ['Review', 'Stage "Review" of project "P" is no agent stage but REVIEW.'],
    ['Twice', 'Stage title "Twice" is used 2 times in project "P": name the stage by its uuid.'],
  ])('says what is wrong with "%s" and what is valid', (name, problem) => {
    const valid = `Its agent stages are "One" (${uuid(1)}), "Twice" (${uuid(2)}), "Twice" (${uuid(3)}).`;
    expect(findAgentStage(project, name)).toEqual({ found: undefined, problem: `${problem} ${valid}` });
  });

  it('says when a project has no agent stage', () => {
    expect(findAgentStage({ title: 'P', stages: [review] }, 'One')).toMatchObject({
      problem: 'Project "P" has no stage "One". It has no agent stage.',
    });
  });
});

describe('findPathway', () => {
  const stage = agent(1, 'One', ['go', 'stop']);

  it('finds by exact name and by uuid in any case', () => {
    expect(findPathway(stage, 'stop').found?.uuid).toBe(uuid(6));
    expect(findPathway(stage, uuid(5).toUpperCase()).found?.name).toBe('go');
  });

  it('says what is valid', () => {
    expect(findPathway(stage, 'Go')).toEqual({
      found: undefined,
      problem: `Stage "One" has no pathway "Go". Valid are "go" (${uuid(5)}), "stop" (${uuid(6)}).`,
    });
    expect(findPathway(agent(1, 'One'), 'go')).toMatchObject({
      problem: 'Stage "One" has no pathway "go". The stage has none.',
    });
  });
});

it('agentStagesOf keeps the order and leaves other stages out', () => {
  expect(agentStagesOf(project).map((stage) => stage.uuid)).toEqual([uuid(1), uuid(2), uuid(3)]);
});

it('isUuid takes the hyphenated form only', () => {
  expect(isUuid(uuid(1))).toBe(true);
  expect(isUuid(uuid(1).toUpperCase())).toBe(true);
  for (const text of ['', uuid(1).replaceAll('-', ''), `${uuid(1)}0`, `{${uuid(1)}}`, 'Pre-label'])
    expect(isUuid(text)).toBe(false);
});
