import { ActivityCancellationDetails } from '@temporalio/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createActivities } from '../../src/activities/create-activities.js';
import type { PreExecutionContext } from '../../src/agents/pre-execution.js';
import { Runner } from '../../src/index.js';
import { ActivityAttempt } from '../support/activity.js';
import { EmulatedProject } from '../support/emulated-project.js';
import { twoStageRunner } from '../support/two-stage-runner.js';

const PRELABEL = '9d6edee0-ba3e-423c-8c96-0140b07c93ed';
const TO_VALIDATE = 'ae956722-561f-4586-b6d6-145e2f64b18a';
const agent = () => undefined;

let emulated: EmulatedProject;

beforeAll(async () => {
  emulated = await EmulatedProject.start({ seed: 'two-stages' });
});
beforeEach(() => emulated.admin('reset', {}));
afterAll(() => emulated.close());

const activities = (runner: Runner = twoStageRunner()) => createActivities(runner, emulated.client);
const target = () => ({ projectHash: emulated.projectHash, stageUuid: PRELABEL });

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
    expect(await new ActivityAttempt().run(prepare(twoStageRunner(), input))).toMatchObject({
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
