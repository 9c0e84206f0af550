import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PollStageInput, RunProjectInput } from '../../src/activities/contract.js';
import { createActivities } from '../../src/activities/create-activities.js';
import { Runner } from '../../src/index.js';
import { ActivityAttempt } from '../support/activity.js';
import { EmulatedProject } from '../support/emulated-project.js';
import { twoStageRunner } from '../support/two-stage-runner.js';

const PRELABEL = '9d6edee0-ba3e-423c-8c96-0140b07c93ed';
const VALIDATE = '1252fdb8-93cb-41a2-b341-b83ab97b5277';
const CHOICES = `Its agent stages are "Prelabel" (${PRELABEL}), "Validate" (${VALIDATE}).`;
const agent = () => undefined;

let emulated: EmulatedProject;

beforeAll(async () => {
  emulated = await EmulatedProject.start({ seed: 'two-stages' });
});
beforeEach(() => emulated.admin('reset', {}));
afterAll(() => emulated.close());

const activities = (runner: Runner = twoStageRunner()) => createActivities(runner, emulated.client);

const resolveStage = (input: Partial<PollStageInput> = {}, runner: Runner = twoStageRunner()) => {
  const full = { projectHash: emulated.projectHash, stage: 'Prelabel', ...input };
  return () => activities(runner)['encord.resolveStage'](full);
};

describe('encord.resolveStage', () => {
  it('finds project and stage, by title or uuid in any case', async () => {
    const expected = {
      projectHash: emulated.projectHash,
      projectTitle: 'Two stages',
      stageUuid: PRELABEL,
      stageTitle: 'Prelabel',
      settings: { concurrency: 45, flushEveryMs: 5000 },
    };
    expect(await new ActivityAttempt().run(resolveStage())).toMatchObject(expected);
    const shouted = { projectHash: emulated.projectHash.toUpperCase(), stage: PRELABEL.toUpperCase() };
    const resolved = await new ActivityAttempt().run(resolveStage(shouted));
    expect(resolved).toMatchObject(expected);
    expect(resolved).not.toHaveProperty('searchAttributes');
  });

  it('hands on the search attributes that the server knows', async () => {
    const searchAttributes = { project: 'EncordProject', stage: 'EncordStage' };
    const made = createActivities(twoStageRunner(), emulated.client, { searchAttributes });
    const input = { projectHash: emulated.projectHash, stage: 'Prelabel' };
    expect(await new ActivityAttempt().run(() => made['encord.resolveStage'](input))).toMatchObject({
      searchAttributes,
    });
  });

  it.each<[Partial<PollStageInput>, string, string]>([
    [{ stage: 'Prelable' }, 'CONFIG', `Project "Two stages" has no stage "Prelable". ${CHOICES}`],
    [
      { stage: 'Review' },
      'CONFIG',
      `Stage "Review" of project "Two stages" is no agent stage but REVIEW. ${CHOICES}`,
    ],
    [
      { concurrency: 0 },
      'CONFIG',
      'The input of pollStage cannot be used. "concurrency": must be a whole number from 1 to 2000.',
    ],
    [{ projectHash: 'nonsense' }, 'UNAUTHORISED', 'There is no project "nonsense"'],
  ])('refuses %j for good', async (input, type, message) => {
    const failure = await new ActivityAttempt().failure(resolveStage(input));
    expect(failure).toMatchObject({ type, nonRetryable: true });
    expect(failure.message).toContain(message);
  });

  it('refuses a project that the runner was not made for', async () => {
    const other = await EmulatedProject.start({ seed: 'demo' });
    try {
      const runner = await Runner.forProject(other.projectHash, { client: other.client });
      const { message } = await new ActivityAttempt().failure(resolveStage({}, runner));
      expect(message).toBe(
        `This worker's runner was made for project ${other.projectHash} and refuses "Two stages" (${emulated.projectHash}).`,
      );
    } finally {
      await other.close();
    }
  });

  it('does not mind that the worker has no agent for the stage: another one may', async () => {
    expect(await new ActivityAttempt().run(resolveStage({}, new Runner()))).toMatchObject({
      stageUuid: PRELABEL,
    });
  });
});

const resolveProject = (input: Partial<RunProjectInput> = {}, runner: Runner = twoStageRunner()) => {
  return () => activities(runner)['encord.resolveProject']({ projectHash: emulated.projectHash, ...input });
};

describe('encord.resolveProject', () => {
  it('takes the registered stages in the order of registration', async () => {
    expect(await new ActivityAttempt().run(resolveProject({ concurrency: 5 }))).toMatchObject({
      projectHash: emulated.projectHash,
      projectTitle: 'Two stages',
      stages: [
        { uuid: VALIDATE, title: 'Validate' },
        { uuid: PRELABEL, title: 'Prelabel' },
      ],
      order: 'sequential',
      maxRounds: 10,
      poll: { concurrency: 5 },
      settings: { concurrency: 5, sliceSize: 500, flushEveryMs: 5000 },
      refreshEveryMs: undefined,
    });
  });

  it('takes chosen stages once each, by title or uuid', async () => {
    const input = {
      stages: ['Prelabel', PRELABEL.toUpperCase()],
      refreshEvery: '5m',
      order: 'parallel',
    } as const;
    expect(await new ActivityAttempt().run(resolveProject(input))).toMatchObject({
      stages: [{ uuid: PRELABEL }],
      order: 'parallel',
      refreshEveryMs: 300_000,
    });
  });

  it.each<[string, Partial<RunProjectInput>, () => Runner, string]>([
    [
      'an unknown stage',
      { stages: ['Prelabel', 'x'] },
      twoStageRunner,
      `Project "Two stages" has no stage "x". ${CHOICES}`,
    ],
    [
      'a worker without agents',
      {},
      () => new Runner(),
      'The worker has no agent: register one with runner.stage(…).',
    ],
    [
      'an agent whose stage is not there',
      {},
      () => {
        const runner = twoStageRunner();
        runner.stage('Elsewhere', agent);
        return runner;
      },
      'has no stage "Elsewhere"',
    ],
  ])('refuses %s', async (_, input, runner, message) => {
    const failure = await new ActivityAttempt().failure(resolveProject(input, runner()));
    expect(failure).toMatchObject({ type: 'CONFIG', nonRetryable: true });
    expect(failure.message).toContain(message);
  });
});
