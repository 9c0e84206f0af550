import { describe, expect, it } from 'vitest';
import type { Project } from '../encord/project.js';
import { AgentRegistry } from './agent-registry.js';
import { checkAgainstProject } from './check-against-project.js';
import { defineAgent } from './define-agent.js';
import { parseStageOptions } from './stage-options.js';

const FIRST = '6011c844-fb26-438b-b465-0b0825951015';
const SECOND = '6011c844-fb26-438b-b465-0b0825951016';
const DONE = { uuid: '7e7598de-612c-40c4-ba08-5dfec8c3ae8f', title: 'Complete', type: 'DONE' };
const agentStage = (uuid: string, title: string) => ({ uuid, title, type: 'AGENT' as const, pathways: [] });

const project = {
  projectHash: '00000000-0000-0000-0000-000000000001',
  title: 'Cats',
  type: 'workflow',
  stages: [agentStage(FIRST, 'Agent 1'), agentStage(SECOND, 'Agent 2'), DONE],
} satisfies Partial<Project>;
const CHOICES = `Its agent stages are "Agent 1" (${FIRST}), "Agent 2" (${SECOND}).`;

const runnerOf = (...stages: string[]) => {
  const agents = new AgentRegistry();
  for (const stage of stages)
    agents.add(defineAgent({ stage, name: stage, run: () => undefined, ...parseStageOptions(stage, {}) }));
  return { agents };
};

describe('checkAgainstProject', () => {
  it.each([[[]], [['Agent 1']], [[SECOND.toUpperCase(), 'Agent 1']]])('has nothing against %j', (stages) => {
    expect(checkAgainstProject(runnerOf(...stages), project)).toEqual([]);
  });

  it('names every unknown stage, and the valid ones', () => {
    expect(checkAgainstProject(runnerOf('Agent 3', 'Agent 1', 'agent 2'), project)).toEqual([
      `Project "Cats" has no stage "Agent 3". ${CHOICES}`,
      `Project "Cats" has no stage "agent 2". ${CHOICES}`,
    ]);
  });

  it('refuses a stage of another type', () => {
    expect(checkAgainstProject(runnerOf('Complete'), project)).toEqual([
      `Stage "Complete" of project "Cats" is no agent stage but DONE. ${CHOICES}`,
    ]);
  });

  it('sees a stage that was registered by title and by uuid', () => {
    expect(checkAgainstProject(runnerOf('Agent 1', FIRST), project)).toEqual([
      `Stage "Agent 1" (${FIRST}) has two agents, registered as "Agent 1" and "${FIRST}". Register it once.`,
    ]);
  });

  it('wants a uuid where two agent stages share a title', () => {
    const twice = { ...project, stages: [agentStage(FIRST, 'Agent'), agentStage(SECOND, 'Agent')] };
    expect(checkAgainstProject(runnerOf('Agent'), twice)[0]).toContain('name the stage by its uuid');
    expect(checkAgainstProject(runnerOf(FIRST, SECOND), twice)).toEqual([]);
  });

  it('refuses another project than the one the runner was made for', () => {
    const other = '00000000-0000-0000-0000-000000000002';
    expect(checkAgainstProject({ ...runnerOf('Agent 3'), projectHash: other }, project)).toEqual([
      `This runner was made for project ${other} and cannot run on "Cats" (${project.projectHash}).`,
    ]);
    expect(checkAgainstProject({ ...runnerOf(), projectHash: project.projectHash }, project)).toEqual([]);
  });

  it('refuses a project without agent stage', () => {
    expect(checkAgainstProject(runnerOf('Agent 1'), { ...project, stages: [DONE] })).toEqual([
      'Project "Cats" has no agent stage, only "Complete" (DONE). Add one to its workflow.',
    ]);
  });

  it('refuses a project that is no workflow project', () => {
    expect(checkAgainstProject(runnerOf('Agent 1'), { ...project, type: 'manual_qa', stages: [] })).toEqual([
      'Project "Cats" is a project of type manual_qa. Agents need a workflow project.',
    ]);
  });
});
