import { ActivityCancellationDetails } from '@temporalio/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ChunkResult, RunTasksInput } from '../../src/activities/contract.js';
import { createActivities } from '../../src/activities/create-activities.js';
import type { TaskContext } from '../../src/agents/task-context.js';
import { listTasks } from '../../src/execution/list-tasks.js';
import type { TaskReference } from '../../src/execution/task-reference.js';
import { RejectTask, Runner } from '../../src/index.js';
import { ActivityAttempt } from '../support/activity.js';
import { EmulatedProject } from '../support/emulated-project.js';

const AGENT_1 = '6011c844-fb26-438b-b465-0b0825951015';
const COMPLETE = '49a786f3-5edf-4b94-aff0-3da9042d3bf0';

let emulated: EmulatedProject;
let tasks: readonly TaskReference[];

beforeAll(async () => {
  emulated = await EmulatedProject.start({ seed: 'demo', tasks: 6 });
  const { projectHash } = emulated;
  ({ tasks } = await listTasks(emulated.client, { projectHash, stageUuid: AGENT_1 }));
});
beforeEach(() => emulated.admin('reset', {}));
afterAll(() => emulated.close());

type Agent = (index: number, context: TaskContext) => unknown;

/** `encord.runTasks` over the six tasks; the agent is told which one it is. */
const chunk = (agent: Agent, input: Partial<RunTasksInput> = {}) => {
  const ran: number[] = [];
  const runner = new Runner();
  runner.stage('Agent 1', { timeout: 5000 }, ((context: TaskContext) => {
    const index = Number(/\d+/.exec(context.task.dataTitle)?.[0]);
    ran.push(index);
    return agent(index, context);
  }) as () => undefined);
  const activities = createActivities(runner, emulated.client);
  const { projectHash } = emulated;
  const work = () =>
    activities['encord.runTasks']({ projectHash, stageUuid: AGENT_1, tasks, budgetMs: 10_000, ...input });
  return { ran, work };
};

/** All but the time, which no test may depend on. */
const withoutTime = ({ agentMs, ...rest }: ChunkResult) => {
  expect(agentMs).toBeGreaterThanOrEqual(0);
  return rest;
};

const everyOutcome: Agent = (index) => {
  switch (index) {
    case 1:
      return { priority: 0 };
    case 2:
      throw new Error('not yet');
    case 3:
      throw new RejectTask('blurred');
    case 4:
      return undefined;
    default:
      return 'complete';
  }
};

describe('a chunk', () => {
  const result = {
    finished: 6,
    updates: [
      [{ pathwayUuid: COMPLETE }, [0, 5]],
      [{ priority: 0 }, [1]],
      [{}, [4]],
    ],
    failures: [[3, 'REJECTED', 'blurred']],
    again: [[2, 1]],
  };

  it('runs its tasks one after another and says what became of each', async () => {
    const { ran, work } = chunk(everyOutcome);
    expect(withoutTime(await new ActivityAttempt().run(work))).toEqual(result);
    expect(ran).toEqual([0, 1, 2, 3, 4, 5]);
    expect(emulated.stages['Agent 1']).toBe(6);
    // One look at the project, however many tasks.
    expect(await emulated.requests()).toEqual({ 'GET project': 1, 'GET ontology': 1 });
  });

  it('leaves a check-point after each task', async () => {
    const mock = new ActivityAttempt();
    await mock.run(chunk(everyOutcome).work);
    expect(mock.beats.map((beat) => (beat as ChunkResult).finished)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(withoutTime(mock.beats.at(-1) as ChunkResult)).toEqual(result);
  });

  it('gives up where there is only one attempt', async () => {
    const { work } = chunk(everyOutcome, { maxAttempts: 1 });
    expect(await new ActivityAttempt().run(work)).toMatchObject({
      failures: [
        [2, 'AGENT_ERROR', 'not yet'],
        [3, 'REJECTED', 'blurred'],
      ],
      again: [],
    });
  });

  it('hands back what met a busy Encord, uncounted', async () => {
    const { work } = chunk(async (index, { client }) => {
      if (index === 2) await client.getProject(emulated.projectHash);
      return 'complete';
    });
    // From here on the worker knows the project, and only the agent asks for it.
    await new ActivityAttempt().run(work);
    await emulated.admin('faults', [{ operation: 'GET project', status: 503, retryAfter: 9 }]);
    expect(await new ActivityAttempt().run(work)).toMatchObject({
      finished: 6,
      failures: [],
      again: [[2, 0]],
    });
  });

  it('starts no further task when its time is up, but always one', async () => {
    const { ran, work } = chunk(() => 'complete', { budgetMs: 0 });
    const { finished, updates } = await new ActivityAttempt().run(work);
    expect([finished, updates, ran]).toEqual([1, [[{ pathwayUuid: COMPLETE }, [0]]], [0]]);
  });

  it('of nothing is nothing', async () => {
    const { work } = chunk(() => 'complete', { tasks: [] });
    expect(withoutTime(await new ActivityAttempt().run(work))).toEqual({
      finished: 0,
      updates: [],
      failures: [],
      again: [],
    });
  });
});

describe('a chunk that is cut off', () => {
  it.each([
    ['cancelled', new ActivityCancellationDetails({ cancelRequested: true })],
    ['shut down', new ActivityCancellationDetails({ workerShutdown: true })],
  ])('when %s returns what is finished', async (_, details) => {
    const mock = new ActivityAttempt();
    const { ran, work } = chunk((index, { signal }) => {
      if (index === 2) mock.environment.cancel('CANCELLED', details);
      signal.throwIfAborted();
      return 'complete';
    });
    expect(withoutTime(await mock.run(work))).toEqual({
      finished: 2,
      updates: [[{ pathwayUuid: COMPLETE }, [0, 1]]],
      failures: [],
      again: [],
    });
    expect(ran).toEqual([0, 1, 2]);
  });

  it('when cancelled keeps the result of the agent that still finishes', async () => {
    const mock = new ActivityAttempt();
    const { ran, work } = chunk((index) => {
      if (index === 2) mock.environment.cancel();
      return 'complete';
    });
    expect((await mock.run(work)).finished).toBe(3);
    expect(ran).toEqual([0, 1, 2]);
  });

  it('when cancelled before its start runs nothing', async () => {
    const mock = new ActivityAttempt();
    mock.environment.cancel();
    const { ran, work } = chunk(() => 'complete');
    expect((await mock.run(work)).finished).toBe(0);
    expect(ran).toEqual([]);
  });
});

describe('a chunk whose worker was lost', () => {
  it('keeps what was finished and hands back the rest, to be run alone', async () => {
    const first = new ActivityAttempt();
    const { work } = chunk((index) => {
      if (index === 1) throw new Error('not yet');
      return 'complete';
    });
    await first.run(work);
    const { ran, work: again } = chunk(() => 'complete');
    const heartbeatDetails = first.beats[2];
    const result = await new ActivityAttempt({ attempt: 2, heartbeatDetails }).run(again);
    expect(withoutTime(result)).toEqual({
      finished: 6,
      updates: [[{ pathwayUuid: COMPLETE }, [0, 2]]],
      failures: [],
      again: [
        [1, 1],
        [3, 0],
        [4, 0],
        [5, 0],
      ],
    });
    expect(ran).toEqual([]);
  });

  it('before it said anything hands back all', async () => {
    const { ran, work } = chunk(() => 'complete');
    const { finished, again } = await new ActivityAttempt({ attempt: 2 }).run(work);
    expect([finished, again.length, ran]).toEqual([6, 6, []]);
  });
});

describe('a chunk that cannot begin', () => {
  it.each([
    [{ status: 500 }, { type: 'UNAVAILABLE', nonRetryable: false, nextRetryDelay: 1000 }],
    [{ status: 401 }, { type: 'UNAUTHORISED', nonRetryable: true }],
    [{ status: 403 }, { type: 'UNAUTHORISED', nonRetryable: true }],
  ])('since the project answers %j fails with %j', async (fault, expected) => {
    await emulated.admin('faults', [{ operation: 'GET project', ...fault }]);
    const { work } = chunk(() => 'complete');
    expect(await new ActivityAttempt().failure(work)).toMatchObject(expected);
  });

  it('beats while it waits for its project', async () => {
    await emulated.admin('faults', [{ operation: 'GET project', delayMs: 200 }]);
    const mock = new ActivityAttempt({ heartbeatTimeoutMs: 40 });
    await mock.run(chunk(() => 'complete').work);
    expect(mock.beats[0]).toMatchObject({ finished: 0 });
  });
});
