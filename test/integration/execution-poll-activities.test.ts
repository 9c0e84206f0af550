import { ActivityCancellationDetails } from '@temporalio/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PollStageInput, RunProjectInput } from '../../src/activities/contract.js';
import { createActivities } from '../../src/activities/create-activities.js';
import type { PreExecutionContext } from '../../src/agents/pre-execution.js';
import { Runner } from '../../src/index.js';
import { ActivityAttempt } from '../support/activity.js';
import { EmulatedProject } from '../support/emulated-project.js';

const PRELABEL = '9d6edee0-ba3e-423c-8c96-0140b07c93ed';
const VALIDATE = '1252fdb8-93cb-41a2-b341-b83ab97b5277';
const TO_VALIDATE = 'ae956722-561f-4586-b6d6-145e2f64b18a';
const CHOICES = `Its agent stages are "Prelabel" (${PRELABEL}), "Validate" (${VALIDATE}).`;
const agent = () => undefined;

let emulated: EmulatedProject;

beforeAll(async () => {
  emulated = await EmulatedProject.start({ seed: 'two-stages' });
});
beforeEach(() => emulated.admin('reset', {}));
afterAll(() => emulated.close());

const both = (): Runner => {
  const runner = new Runner();
  runner.stage('Validate', agent);
  runner.stage('Prelabel', agent);
  return runner;
};

const activities = (runner: Runner = both()) => createActivities(runner, emulated.client);
const target = () => ({ projectHash: emulated.projectHash, stageUuid: PRELABEL });

const resolveStage = (input: Partial<PollStageInput> = {}, runner: Runner = both()) => {
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
    const made = createActivities(both(), emulated.client, { searchAttributes });
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

const resolveProject = (input: Partial<RunProjectInput> = {}, runner: Runner = both()) => {
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
      both,
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
        const runner = both();
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

const prepare = (runner: Runner, input: object = {}) => {
  return () => activities(runner)['encord.prepareStage']({ ...target(), preExecution: true, ...input });
};

describe('encord.prepareStage', () => {
  it("works out how tasks are run from the stage's options", async () => {
    const runner = new Runner();
    const options = {
      timeout: '2m',
      heartbeatTimeout: '30s',
      tasksPerActivity: 'auto',
      taskQueue: 'gpu',
    } as const;
    runner.stage('Prelabel', options, agent);
    expect(await new ActivityAttempt().run(prepare(runner))).toEqual({
      policy: {
        startToCloseMs: 180_000,
        heartbeatTimeoutMs: 30_000,
        tasksPerActivity: 'auto',
        taskQueue: 'gpu',
      },
    });
  });

  it("lets the poll's input win", async () => {
    const input = { maxAttempts: 1, tasksPerActivity: 7 };
    expect(await new ActivityAttempt().run(prepare(both(), input))).toMatchObject({
      policy: { startToCloseMs: 660_000, maxAttempts: 1, tasksPerActivity: 7 },
    });
  });

  it('calls preExecution with what it needs, when asked to', async () => {
    const calls: PreExecutionContext[] = [];
    const runner = new Runner({ preExecution: (context) => calls.push(context) });
    runner.stage('Prelabel', agent);
    await new ActivityAttempt().run(prepare(runner, { preExecution: false }));
    expect(calls).toEqual([]);
    await new ActivityAttempt().run(prepare(runner));
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({
      project: { title: 'Two stages' },
      stages: [{ title: 'Prelabel' }, { title: 'Validate' }],
      agents: [{ name: 'Prelabel' }],
    });
    expect(calls[0]?.runner).toBe(runner);
    expect(calls[0]?.client).toBe(emulated.client);
  });

  it('fails for good when preExecution throws', async () => {
    const runner = new Runner({
      preExecution: async () => {
        throw new RangeError('no class "Car"');
      },
    });
    runner.stage('Prelabel', agent);
    expect(await new ActivityAttempt().failure(prepare(runner))).toMatchObject({
      type: 'CONFIG',
      message: 'preExecution refused the run: RangeError: no class "Car"',
      nonRetryable: true,
    });
  });

  it('waits when preExecution meets a busy Encord', async () => {
    const runner = new Runner({
      preExecution: async ({ client, project }) => {
        await emulated.admin('faults', [{ operation: 'GET project', status: 503, retryAfter: 4 }]);
        await client.getProject(project.projectHash);
      },
    });
    runner.stage('Prelabel', agent);
    expect(await new ActivityAttempt().failure(prepare(runner))).toMatchObject({
      type: 'RATE_LIMITED',
      nonRetryable: false,
      nextRetryDelay: 4000,
    });
  });

  it('of a worker without the agent names those it has', async () => {
    const runner = new Runner();
    const none = await new ActivityAttempt().failure(prepare(runner));
    expect(none).toMatchObject({ type: 'CONFIG', nonRetryable: true });
    expect(none.message).toContain('It has none at all: register one with runner.stage(…).');
    runner.stage('Validate', agent);
    const other = await new ActivityAttempt().failure(prepare(runner));
    expect(other.message).toBe(
      `The worker has no agent for stage "Prelabel" (${PRELABEL}). It has agents for "Validate".`,
    );
  });
});

const apply = () => {
  const updates = emulated.tasks.slice(0, 4).map(({ uuid, dataHash }, index) => {
    return index === 3
      ? ([uuid, dataHash, -1, 0] as const)
      : ([uuid, dataHash, index === 2 ? 1 : 0] as const);
  });
  const input = { ...target(), pathwayUuids: [TO_VALIDATE, PRELABEL], updates };
  return activities()['encord.applyUpdates'](input);
};

describe('encord.applyUpdates', () => {
  it('counts what became of the updates', async () => {
    await emulated.move(emulated.tasks[0], 'Review');
    expect(await new ActivityAttempt().run(apply)).toEqual({
      advanced: 1,
      stayed: 1,
      stale: 1,
      refused: [[2, expect.stringContaining(PRELABEL)]],
    });
    expect(emulated.tasks[3]).toMatchObject({ stage: 'Prelabel', priority: 0 });
  });

  it('looks first when an earlier attempt may have sent them', async () => {
    await new ActivityAttempt().run(apply);
    const result = await new ActivityAttempt({ attempt: 2 }).run(apply);
    expect(result).toMatchObject({ advanced: 2, stayed: 1, stale: 0, refused: [[2, expect.any(String)]] });
    const lengths = emulated.tasks.slice(0, 4).map(({ history }) => history.length);
    expect(lengths).toEqual([1, 1, 0, 0]);
  });

  it.each([
    [1, 1000],
    [4, 8000],
    [99, 60_000],
  ])('waits longer after attempt %i while Encord is away', async (attempt, nextRetryDelay) => {
    await emulated.admin('faults', [{ operation: 'POST actions', status: 500 }]);
    const failure = await new ActivityAttempt({ attempt }).failure(apply);
    expect(failure).toMatchObject({ type: 'UNAVAILABLE', nonRetryable: false, nextRetryDelay });
  });

  it.each([
    [
      'a shutdown',
      new ActivityCancellationDetails({ workerShutdown: true }),
      { type: 'SHUTDOWN', nonRetryable: false },
    ],
    [
      'a cancellation',
      new ActivityCancellationDetails({ cancelRequested: true }),
      { type: 'CANCELLED', nonRetryable: true },
    ],
  ])('cut off by %s ends with %j', async (_, details, expected) => {
    await emulated.admin('faults', [{ operation: 'POST actions', delayMs: 60_000 }]);
    const mock = new ActivityAttempt();
    const failure = mock.failure(apply);
    await expect.poll(() => emulated.requests()).toHaveProperty('POST actions', 1);
    mock.environment.cancel('CANCELLED', details);
    expect(await failure).toMatchObject(expected);
  });

  it.each([
    [401, 'UNAUTHORISED'],
    [403, 'UNAUTHORISED'],
    [404, 'CONFIG'],
  ])('ends the poll on %i', async (status, type) => {
    await emulated.admin('faults', [{ operation: 'POST actions', status }]);
    expect(await new ActivityAttempt().failure(apply)).toMatchObject({ type, nonRetryable: true });
  });
});

describe('encord.listTasks', () => {
  it('lists, and beats while it waits', async () => {
    await emulated.admin('faults', [{ operation: 'GET tasks', delayMs: 200 }]);
    const mock = new ActivityAttempt({ heartbeatTimeoutMs: 40 });
    const { tasks } = await mock.run(() => activities()['encord.listTasks'](target()));
    expect(tasks).toHaveLength(50);
    expect(mock.beats.length).toBeGreaterThan(0);
  });
});
