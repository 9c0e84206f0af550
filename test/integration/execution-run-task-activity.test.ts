import type { Info } from '@temporalio/activity';
import { ActivityCancellationDetails, ApplicationFailureCategory } from '@temporalio/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RunTaskInput } from '../../src/activities/contract.js';
import { createActivities } from '../../src/activities/create-activities.js';
import type { Duration } from '../../src/agents/duration.js';
import type { TaskContext } from '../../src/agents/task-context.js';
import { listTasks } from '../../src/execution/list-tasks.js';
import type { TaskReference } from '../../src/execution/task-reference.js';
import { RejectTask, Runner } from '../../src/index.js';
import { ActivityAttempt } from '../support/activity.js';
import { EmulatedProject } from '../support/emulated-project.js';

const AGENT_1 = '6011c844-fb26-438b-b465-0b0825951015';
const COMPLETE = '49a786f3-5edf-4b94-aff0-3da9042d3bf0';

let emulated: EmulatedProject;
let task: TaskReference;

beforeAll(async () => {
  emulated = await EmulatedProject.start({ seed: 'demo', tasks: 3 });
  const { projectHash } = emulated;
  const { tasks } = await listTasks(emulated.client, { projectHash, stageUuid: AGENT_1 });
  if (tasks[0] === undefined) throw new Error('The stage is empty');
  task = tasks[0];
});
beforeEach(() => emulated.admin('reset', {}));
afterAll(() => emulated.close());

interface Options {
  readonly agent: (context: TaskContext) => unknown;
  readonly input?: Partial<RunTaskInput>;
  readonly options?: { maxAttempts?: number; timeout?: Duration };
  readonly stage?: string;
}

/** `encord.runTask` of a worker that was started just now. */
const activity = ({ agent, input = {}, options = {}, stage = 'Agent 1' }: Options) => {
  const runner = new Runner();
  runner.stage(stage, { backoff: { initialInterval: '3s' }, ...options }, agent as () => undefined);
  const activities = createActivities(runner, emulated.client);
  const { projectHash } = emulated;
  return () => activities['encord.runTask']({ projectHash, stageUuid: AGENT_1, task, ...input });
};

/** One attempt of it; `details` are what the attempt before has left. */
const attempt = ({ info = {}, ...options }: Options & { info?: Partial<Info> }) => {
  const mock = new ActivityAttempt(info);
  const work = activity(options);
  return { mock, run: () => mock.run(work), failure: () => mock.failure(work) };
};

const throwing = (error: unknown) => () => {
  throw error;
};
const mustNotRun = () => expect.fail('the agent was run');
const tellAttempt = ({ attempt: number }: TaskContext) => ({ priority: number / 10 });

describe('an attempt that succeeds', () => {
  it('gives what is to be done, and beats only where there is something to remember', async () => {
    const { mock, run } = attempt({ agent: () => ({ pathway: 'complete', priority: 0 }) });
    expect(await run()).toEqual({ pathwayUuid: COMPLETE, priority: 0 });
    expect(mock.beats).toEqual([]);
    expect(emulated.tasks[0]).toMatchObject({ stage: 'Agent 1', history: [], priority: 0.5 });
  });

  it('sees the task as Encord has it', async () => {
    let seen: TaskContext | undefined;
    await attempt({ agent: (context) => void (seen = context) }).run();
    expect(seen?.task).toMatchObject({
      uuid: emulated.tasks[0]?.uuid,
      dataTitle: 'image_0.jpg',
      createdAt: expect.any(Date),
    });
    expect(seen).toMatchObject({ attempt: 1, stage: { uuid: AGENT_1 }, project: { title: 'Demo' } });
  });

  it('remembers its steps, and the next attempt has them', async () => {
    const ran: string[] = [];
    const agent = async ({ step, heartbeat }: TaskContext) => {
      await step('upload', () => ran.push('upload'));
      heartbeat();
      await step('notify', () => ran.push('notify'));
    };
    const first = attempt({ agent });
    await first.run();
    expect(first.mock.beats).toEqual([
      { uncounted: 0, steps: { upload: 1 } },
      { uncounted: 0, steps: { upload: 1 } },
      { uncounted: 0, steps: { upload: 1, notify: 2 } },
    ]);
    await attempt({ agent, info: { attempt: 2, heartbeatDetails: first.mock.beats[0] } }).run();
    expect(ran).toEqual(['upload', 'notify', 'notify']);
  });
});

describe('an attempt that fails', () => {
  it('counts, and waits as long as the stage says', async () => {
    const agent = throwing(new TypeError('no function'));
    const first = await attempt({ agent }).failure();
    expect(first).toMatchObject({
      type: 'AGENT_ERROR',
      message: 'TypeError: no function',
      nonRetryable: false,
      nextRetryDelay: 3000,
      details: [{ attempts: 1 }],
    });
    const third = await attempt({ agent, info: { attempt: 3 } }).failure();
    expect(third).toMatchObject({ nonRetryable: false, nextRetryDelay: 12_000, details: [{ attempts: 3 }] });
    const fourth = await attempt({ agent, info: { attempt: 4 } }).failure();
    expect(fourth).toMatchObject({ nonRetryable: true, details: [{ attempts: 4 }] });
  });

  it.each<[string, Pick<Options, 'options' | 'input'>, number]>([
    ["the stage's option", { options: { maxAttempts: 1 } }, 1],
    ["the poll's input", { options: { maxAttempts: 9 }, input: { maxAttempts: 2 } }, 2],
    ['what a chunk has tried already', { options: { maxAttempts: 3 }, input: { attemptsBefore: 1 } }, 2],
  ])('ends by %s', async (_, options, last) => {
    for (let number = 1; number <= last; number++) {
      const failure = await attempt({ ...options, agent: throwing(1), info: { attempt: number } }).failure();
      expect(failure.nonRetryable).toBe(number === last);
    }
  });

  it.each([
    ['REJECTED', throwing(new RejectTask('blurred'))],
    ['INVALID_OUTCOME', () => 'no such pathway'],
  ])('with %s is not repeated', async (type, agent) => {
    expect(await attempt({ agent }).failure()).toMatchObject({ type, nonRetryable: true });
  });

  it('by its time-out counts', async () => {
    const options = { timeout: 20, maxAttempts: 2 };
    const failure = await attempt({ agent: () => new Promise(() => undefined), options }).failure();
    expect(failure).toMatchObject({ type: 'TIMEOUT', nonRetryable: false, nextRetryDelay: 3000 });
  });
});

describe('an attempt that fails through no fault of the agent', () => {
  it('is not counted, and tells the next one', async () => {
    let seen = 0;
    const agent = async ({ client, attempt: number, step }: TaskContext) => {
      seen = number;
      await step('upload', () => 'id');
      await client.getProject(emulated.projectHash);
    };
    const work = activity({ agent });
    // From here on the worker knows the project, and only the agent asks for it.
    await new ActivityAttempt().run(work);
    await emulated.admin('faults', [{ operation: 'GET ontology', status: 429, retryAfter: 7 }]);

    const busy = new ActivityAttempt({ attempt: 3 });
    expect(await busy.failure(work)).toMatchObject({
      type: 'RATE_LIMITED',
      nonRetryable: false,
      nextRetryDelay: 7000,
      category: ApplicationFailureCategory.BENIGN,
    });
    expect([seen, busy.beats.at(-1)]).toEqual([3, { uncounted: 1, steps: { upload: 'id' } }]);

    const again = new ActivityAttempt({ attempt: 4, heartbeatDetails: busy.beats.at(-1) });
    expect(await again.failure(work)).toMatchObject({ type: 'RATE_LIMITED', nonRetryable: false });
    expect([seen, again.beats.at(-1)]).toEqual([3, { uncounted: 2, steps: { upload: 'id' } }]);
  });

  it('backs off without limit while Encord is away', async () => {
    await emulated.admin('faults', [{ status: 500 }]);
    const first = attempt({ agent: mustNotRun });
    expect(await first.failure()).toMatchObject({ type: 'UNAVAILABLE', nextRetryDelay: 1000 });
    expect(first.mock.beats).toEqual([{ uncounted: 1, steps: {} }]);
    const info = { attempt: 12, heartbeatDetails: { uncounted: 11, steps: { a: 1 } } };
    const late = attempt({ agent: mustNotRun, info });
    expect(await late.failure()).toMatchObject({ nonRetryable: false, nextRetryDelay: 60_000 });
    expect(late.mock.beats).toEqual([{ uncounted: 12, steps: { a: 1 } }]);
  });

  it('beats while it waits for its project', async () => {
    await emulated.admin('faults', [{ operation: 'GET project', delayMs: 200 }]);
    const heartbeatDetails = { uncounted: 1, steps: { upload: 'id' } };
    const info = { attempt: 2, heartbeatTimeoutMs: 40, heartbeatDetails };
    const { mock, run } = attempt({ agent: () => 'complete', info });
    await run();
    expect(mock.beats.length).toBeGreaterThan(0);
    expect(new Set(mock.beats.map((beat) => JSON.stringify(beat)))).toEqual(
      new Set([JSON.stringify(heartbeatDetails)]),
    );
  });

  it('by a shutdown is repeated at once', async () => {
    const { mock, failure } = attempt({
      agent: () => {
        mock.environment.cancel('WORKER_SHUTDOWN', new ActivityCancellationDetails({ workerShutdown: true }));
        return new Promise(() => undefined);
      },
    });
    expect(await failure()).toMatchObject({ type: 'SHUTDOWN', nonRetryable: false, nextRetryDelay: 1 });
    expect(mock.beats).toEqual([{ uncounted: 1, steps: {} }]);
  });

  it('on a worker without its agent goes to another one in 5 s', async () => {
    const { mock, failure } = attempt({ stage: 'Agent 2', agent: () => 'complete' });
    expect(await failure()).toMatchObject({
      type: 'UNAVAILABLE',
      message: 'This worker has no agent for stage "Agent 1".',
      nonRetryable: false,
      nextRetryDelay: 5000,
    });
    expect(mock.beats).toEqual([{ uncounted: 1, steps: {} }]);
  });
});

describe('an attempt whose worker was lost', () => {
  it('counts', async () => {
    expect(await attempt({ agent: tellAttempt, info: { attempt: 4 } }).run()).toEqual({ priority: 0.4 });
    const heartbeatDetails = { uncounted: 2 };
    expect(await attempt({ agent: tellAttempt, info: { attempt: 6, heartbeatDetails } }).run()).toEqual({
      priority: 0.4,
    });
  });

  it('after the last one fails instead of killing on', async () => {
    const { mock, failure } = attempt({ agent: mustNotRun, info: { attempt: 5 } });
    expect(await failure()).toMatchObject({
      type: 'WORKER_LOST',
      message: 'The worker was lost, or did not answer, in attempt 4 of 4: look at its log and memory.',
      nonRetryable: true,
      details: [{ attempts: 4 }],
    });
    expect(mock.beats).toEqual([]);
  });
});

describe('what no other task could do better', () => {
  it.each([
    [{ status: 401 }, 'UNAUTHORISED'],
    [{ status: 403 }, 'UNAUTHORISED'],
    [{ status: 404 }, 'CONFIG'],
  ])('%j on the project ends the poll with %s', async (fault, type) => {
    await emulated.admin('faults', [{ operation: 'GET project', ...fault }]);
    const failure = await attempt({ agent: () => 'complete' }).failure();
    expect(failure).toMatchObject({ type, nonRetryable: true });
  });

  it('a stage that is gone ends the poll with the valid ones', async () => {
    const stageUuid = emulated.projectHash;
    const failure = await attempt({ agent: () => 'complete', input: { stageUuid } }).failure();
    expect(failure).toMatchObject({ type: 'CONFIG', nonRetryable: true });
    expect(failure.message).toContain(`Its agent stages are "Agent 1" (${AGENT_1}).`);
  });
});

describe('cancellation', () => {
  it('keeps the result of an agent that finishes', async () => {
    const { mock, run } = attempt({
      agent: async () => {
        mock.environment.cancel();
        return 'complete';
      },
    });
    expect(await run()).toEqual({ pathwayUuid: COMPLETE });
  });

  it('ends an agent that listens, for good', async () => {
    const { mock, failure } = attempt({
      agent: ({ signal }) => {
        mock.environment.cancel();
        signal.throwIfAborted();
      },
    });
    expect(await failure()).toMatchObject({ type: 'CANCELLED', nonRetryable: true });
  });
});
