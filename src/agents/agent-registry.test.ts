import { describe, expect, it } from 'vitest';
import { AgentRegistry } from './agent-registry.js';
import { defineAgent } from './define-agent.js';
import { DefinitionError } from './errors.js';
import { parseStageOptions } from './stage-options.js';

const UUID = '6011c844-fb26-438b-b465-0b0825951015';
const agent = (stage: string, run: () => unknown = () => undefined) =>
  defineAgent({ stage, name: stage, run, ...parseStageOptions(stage, {}) });

const registryOf = (...stages: string[]) => {
  const registry = new AgentRegistry();
  for (const stage of stages) registry.add(agent(stage));
  return registry;
};

describe('AgentRegistry', () => {
  it('keeps the order of registration', () => {
    expect(registryOf('B', 'A', 'C').agents.map(({ stage }) => stage)).toEqual(['B', 'A', 'C']);
  });

  it.each([
    ['title', 'Agent 1', 'Agent 1'],
    ['uuid', UUID, UUID.toUpperCase()],
  ])('refuses a second agent of a %s, and keeps the first', (_, first, second) => {
    const registry = new AgentRegistry();
    const kept = agent(first);
    registry.add(kept);
    const add = () => registry.add(agent(second));
    expect(add).toThrow(DefinitionError);
    expect(add).toThrow(
      `Stage "${second}" has an agent already. Register one agent per stage, or replace it with { overwrite: true }.`,
    );
    expect(registry.agents).toEqual([kept]);
  });

  it('overwrites in place', () => {
    const registry = registryOf('Agent 1', 'Agent 2');
    const replacement = agent('Agent 1', () => 'new');
    registry.add(replacement, { overwrite: true });
    expect(registry.agents.map(({ stage }) => stage)).toEqual(['Agent 1', 'Agent 2']);
    expect(registry.agents[0]).toBe(replacement);
  });

  it('appends where there is nothing to overwrite', () => {
    const registry = registryOf('Agent 1');
    registry.add(agent('Agent 2'), { overwrite: true });
    expect(registry.agents.map(({ stage }) => stage)).toEqual(['Agent 1', 'Agent 2']);
  });

  it('finds by uuid in any case, then by exact title', () => {
    const byUuid = registryOf(UUID.toUpperCase());
    expect(byUuid.find({ uuid: UUID, title: 'x' })?.stage).toBe(UUID);
    expect(byUuid.find({ uuid: UUID.toUpperCase(), title: 'x' })?.stage).toBe(UUID);
    const byTitle = registryOf('Agent 1');
    expect(byTitle.find({ uuid: UUID, title: 'Agent 1' })?.stage).toBe('Agent 1');
    expect(byTitle.find({ uuid: UUID, title: 'agent 1' })).toBeUndefined();
  });
});
