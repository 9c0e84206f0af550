import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Emulator, type Seed, startEmulator } from '../../src/emulator/index.js';
import { DefinitionError, EncordClient, EncordError, loadPrivateKey, Runner } from '../../src/index.js';

const FIRST = '6011c844-fb26-438b-b465-0b0825951015';
const SECOND = '6011c844-fb26-438b-b465-0b0825951016';
const PROJECT = '5f9b4a52-2f58-4d0a-8f39-0d5b7d7b0f11';
const WITHOUT_AGENTS = '5f9b4a52-2f58-4d0a-8f39-0d5b7d7b0f12';
const CHOICES = `Its agent stages are "Agent 1" (${FIRST}), "Agent 2" (${SECOND}).`;

const common = { ontology: { title: 'Nothing', editor: { objects: [], classifications: [] } }, datasets: [] };
const agentStage = (uuid: string, title: string) => ({
  stageType: 'AGENT' as const,
  title,
  uuid,
  pathways: [{ name: 'complete', to: 'Complete' }],
});
const seed: Seed = {
  projects: [
    {
      ...common,
      projectHash: PROJECT,
      title: 'Cats',
      workflow: {
        title: 'Two agents',
        start: 'Agent 1',
        stages: [
          agentStage(FIRST, 'Agent 1'),
          agentStage(SECOND, 'Agent 2'),
          { stageType: 'DONE', title: 'Complete' },
        ],
      },
    },
    {
      ...common,
      projectHash: WITHOUT_AGENTS,
      title: 'People only',
      workflow: {
        title: 'No agent',
        start: 'Annotate',
        stages: [
          { stageType: 'ANNOTATION', title: 'Annotate', to: 'Complete' },
          { stageType: 'DONE', title: 'Complete' },
        ],
      },
    },
  ],
};

let emulator: Emulator;
let client: EncordClient;

beforeAll(async () => {
  emulator = await startEmulator({ seed });
  client = new EncordClient({
    privateKey: await loadPrivateKey(emulator.privateKey),
    domain: emulator.url,
    repeatForMs: 0,
  });
});
afterAll(async () => {
  await client.close();
  await emulator.close();
});

const agent = async () => 'complete';
const preExecution = () => undefined;

describe('Runner.forProject', () => {
  it('knows its project, keeps preExecution and starts without agents', async () => {
    const runner = await Runner.forProject(PROJECT.toUpperCase(), { client, preExecution });
    expect(Runner.isInstance(runner)).toBe(true);
    expect(runner).toMatchObject({ projectHash: PROJECT, preExecution });
    expect(runner.agents.agents).toEqual([]);
  });

  it('knows a stage by its uuid, however it was named', async () => {
    const runner = await Runner.forProject(PROJECT, { client });
    runner.stage('Agent 2', agent);
    runner.stage(FIRST.toUpperCase(), agent);
    expect(runner.agents.agents.map(({ stage, name }) => [stage, name])).toEqual([
      [SECOND, 'Agent 2'],
      [FIRST, 'Agent 1'],
    ]);
  });

  it('refuses a second agent under another name of the stage', async () => {
    const runner = await Runner.forProject(PROJECT, { client });
    runner.stage('Agent 1', agent);
    expect(() => runner.stage(FIRST, agent)).toThrow('Stage "Agent 1" has an agent already.');
    expect(runner.stage(FIRST, { overwrite: true }, agent)).toBe(agent);
    expect(runner.agents.agents).toHaveLength(1);
  });

  it.each([
    ['Complete', `Stage "Complete" of project "Cats" is no agent stage but DONE. ${CHOICES}`],
    ['Agent 3', `Project "Cats" has no stage "Agent 3". ${CHOICES}`],
    ['agent 1', `Project "Cats" has no stage "agent 1". ${CHOICES}`],
    [PROJECT, `Project "Cats" has no stage "${PROJECT}". ${CHOICES}`],
  ])('refuses stage "%s" when it is defined', async (name, message) => {
    const runner = await Runner.forProject(PROJECT, { client });
    expect(() => runner.stage(name, agent)).toThrow(new DefinitionError(message));
    expect(() => runner.stage(name)).toThrow(new DefinitionError(message));
    expect(runner.agents.agents).toEqual([]);
  });

  it('refuses a project without agent stage', async () => {
    await expect(Runner.forProject(WITHOUT_AGENTS, { client })).rejects.toThrow(
      'Project "People only" has no agent stage, only "Annotate" (ANNOTATION), "Complete" (DONE). Add one to its workflow.',
    );
  });

  it('passes on what Encord says of a project that it does not know', async () => {
    const made = Runner.forProject('00000000-0000-0000-0000-000000000000', { client });
    await expect(made).rejects.toSatisfy(
      (error) => EncordError.isInstance(error) && error.code === 'FORBIDDEN',
    );
  });

  it('can be cancelled', async () => {
    const signal = AbortSignal.abort();
    await expect(Runner.forProject(PROJECT, { client, signal })).rejects.toSatisfy(
      (error) => EncordError.isInstance(error) && error.code === 'CANCELLED',
    );
  });

  it.each<[string, unknown, unknown, string]>([
    ['no uuid', 'Cats', undefined, 'Runner.forProject(): a project hash is a uuid, not the text "Cats".'],
    ['no hash', undefined, undefined, 'Runner.forProject(): a project hash is a uuid, not undefined.'],
    ['no client', PROJECT, {}, 'Runner.forProject(): "client" must be an EncordClient, not undefined.'],
    [
      'a wrong client',
      PROJECT,
      { client: 'x' },
      'Runner.forProject(): "client" must be an EncordClient, not the text "x".',
    ],
    [
      'an unknown option',
      PROJECT,
      { klient: 1 },
      'Runner.forProject() has no option "klient". Valid are "client", "preExecution", "signal".',
    ],
  ])('refuses %s without asking', async (_, projectHash, options, message) => {
    const given = [projectHash, options ?? { client }] as Parameters<typeof Runner.forProject>;
    await expect(Runner.forProject(...given)).rejects.toThrow(message);
  });
});
