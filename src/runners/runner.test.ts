import { describe, expect, it, vi } from 'vitest';
import { dependency } from '../agents/dependency.js';
import { DefinitionError } from '../agents/errors.js';
import { Runner } from './runner.js';

const title = dependency({ resolve: () => 'x' });
const agent = async () => 'complete';
const replacement = () => 'review';
const preExecution = () => undefined;

/** What plain JavaScript can call it with. */
const stageOf = (runner: Runner) => (runner.stage as (...given: unknown[]) => unknown).bind(runner);

describe('Runner', () => {
  it('gives the agent back, also through the wrapper', () => {
    const runner = new Runner();
    expect(runner.stage('Agent 1', agent)).toBe(agent);
    expect(runner.stage('Agent 2', { maxAttempts: 1 }, agent)).toBe(agent);
    expect(runner.stage('Agent 3', { maxAttempts: 2 })(agent)).toBe(agent);
    expect(runner.stage('Agent 4')(agent)).toBe(agent);
  });

  it('registers agents in order, with dependencies and options, and calls nothing', () => {
    const runner = new Runner();
    const run = vi.fn(agent);
    runner.stage('Agent 2', run);
    runner.stage('Agent 1', { dependencies: { title }, maxAttempts: 2 }, run);
    expect(runner.agents.agents).toMatchObject([
      { stage: 'Agent 2', name: 'Agent 2', run, dependencies: {}, options: { maxAttempts: 4 } },
      { stage: 'Agent 1', name: 'Agent 1', run, dependencies: { title }, options: { maxAttempts: 2 } },
    ]);
    expect(run).not.toHaveBeenCalled();
  });

  it('registers nothing before the wrapper has the agent', () => {
    const runner = new Runner();
    const give = runner.stage('Agent 1');
    expect(runner.agents.agents).toEqual([]);
    give(agent);
    expect(runner.agents.agents).toHaveLength(1);
  });

  it('overwrites in place', () => {
    const runner = new Runner();
    runner.stage('Agent 1', agent);
    runner.stage('Agent 2', agent);
    runner.stage('Agent 1', { overwrite: true }, replacement);
    expect(runner.agents.agents.map(({ stage, run }) => [stage, run])).toEqual([
      ['Agent 1', replacement],
      ['Agent 2', agent],
    ]);
  });

  it('keeps preExecution, and has no project of its own', () => {
    expect(new Runner({ preExecution }).preExecution).toBe(preExecution);
    expect(new Runner().preExecution).toBeUndefined();
    expect(new Runner().projectHash).toBeUndefined();
  });

  it('is recognised from another copy of the package', async () => {
    vi.resetModules();
    const copy = await import('./runner.js');
    expect(copy.Runner).not.toBe(Runner);
    expect(Runner.isInstance(new copy.Runner())).toBe(true);
    expect(Runner.isInstance(new Runner())).toBe(true);
    expect([null, undefined, {}, Runner, 'Runner'].map((value) => Runner.isInstance(value))).not.toContain(
      true,
    );
  });

  it.each<[string, unknown[], string]>([
    ['no name', [], 'A stage is named by its title or uuid, not by undefined.'],
    ['an empty name', ['', agent], 'A stage is named by its title or uuid, not by the text "".'],
    ['a blank name', [' ', agent], 'A stage is named by its title or uuid, not by the text " ".'],
    ['an agent for a name', [agent], 'A stage is named by its title or uuid, not by a function.'],
    [
      'a missing agent',
      ['Agent 1', {}, undefined],
      'The agent of stage "Agent 1" must be a function, not undefined.',
    ],
    [
      'a value for an agent',
      ['Agent 1', {}, 'complete'],
      'The agent of stage "Agent 1" must be a function, not the text "complete".',
    ],
    [
      'a value for options',
      ['Agent 1', 'complete'],
      'Stage "Agent 1": the options must be an object, not the text "complete".',
    ],
    [
      'null for options',
      ['Agent 1', null, agent],
      'Stage "Agent 1": the options must be an object, not null.',
    ],
    [
      'the agent before the options',
      ['Agent 1', agent, { maxAttempts: 2 }],
      'Stage "Agent 1": the agent comes last, as in stage(name, options, agent).',
    ],
    [
      'an option of a later version',
      ['Agent 1', { onFailure: {} }, agent],
      'Stage "Agent 1" has no option "onFailure". Valid are "dependencies", "overwrite", "timeout", "heartbeatTimeout", "maxAttempts", "backoff", "taskQueue", "tasksPerActivity".',
    ],
  ])('refuses %s', (_, given, message) => {
    const runner = new Runner();
    expect(() => stageOf(runner)(...given)).toThrow(DefinitionError);
    expect(() => stageOf(runner)(...given)).toThrow(new DefinitionError(message));
    expect(runner.agents.agents).toEqual([]);
  });

  it('refuses wrong options before the wrapper is given its agent', () => {
    expect(() => stageOf(new Runner())('Agent 1', { maxAttempts: 0 })).toThrow('"maxAttempts" must be');
  });

  it('refuses a wrapped agent that is none, and a second one', () => {
    const give = stageOf(new Runner())('Agent 1', {}) as (given: unknown) => unknown;
    expect(() => give(3)).toThrow('The agent of stage "Agent 1" must be a function, not the number 3.');
    give(agent);
    expect(() => give(agent)).toThrow('Stage "Agent 1" has an agent already.');
  });

  it.each([
    [{ preExecute: agent }, 'new Runner() has no option "preExecute". Valid are "preExecution".'],
    [{ preExecution: 'x' }, 'new Runner(): "preExecution" must be a function, not the text "x".'],
    ['00000000-0000-0000-0000-000000000001', 'new Runner(): the options must be an object, not the text'],
  ])('refuses to be made with %j', (options, message) => {
    expect(() => Reflect.construct(Runner, [options])).toThrow(message);
  });
});
