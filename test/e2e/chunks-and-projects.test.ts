import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import {
  type ProjectReport,
  pauseSignal,
  progressQuery,
  resumeSignal,
} from '../../src/workflows/contract.js';
import { describeE2e } from '../support/describe-e2e.js';
import { expectSum } from '../support/expect-sum.js';
import { fetchHistories } from '../support/histories.js';
import { waitFor } from '../support/wait-for.js';
import { Workbench } from '../support/workbench.js';

describeE2e('chunks of tasks', () => {
  let bench: Workbench;

  beforeAll(async () => {
    bench = await Workbench.start({ agents: 'behaviours', tasks: 300 });
    await bench.startWorker();
  });
  beforeEach(() => bench.admin('reset', {}));
  afterAll(() => bench?.close());

  it.each([7, 'auto'] as const)(
    'tasksPerActivity %s ends each task as one activity a task would',
    async (size) => {
      const report = await bench.poll({ tasksPerActivity: size, maxAttempts: 3, concurrency: 10 });
      expect(report).toMatchObject({
        status: 'completed',
        listed: 300,
        advanced: 150,
        stayed: 60,
        failed: 90,
        unfinished: 0,
      });
      const codes = report.failures.map(({ code, attempts }) => `${code} ${attempts}`);
      expect(new Set(codes)).toEqual(new Set(['INVALID_OUTCOME 1', 'REJECTED 1', 'AGENT_ERROR 3']));
      expect(bench.stages).toEqual({ 'Agent 1': 150, Complete: 150 });
      const counts = await bench.counts();
      const runs = bench.tasks.map(
        ({ uuid, dataTitle }) => [Number(/\d+/.exec(dataTitle)?.[0]) % 10, counts[uuid]] as const,
      );
      expect(runs.filter(([kind, count]) => count !== (kind === 4 || kind === 5 ? 3 : 1))).toEqual([]);

      const slices = await fetchHistories(bench.connection.client.workflow, 'WorkflowType = "runSlice"');
      const latest = slices.filter(({ workflowId }) => workflowId.includes(report.runId.slice(-8)));
      const activities = latest.flatMap(({ events }) =>
        events.flatMap((event) => event.activityTaskScheduledEventAttributes?.activityType?.name ?? []),
      );
      const chunks = activities.filter((name) => name === 'encord.runTasks').length;
      expect(chunks).toBeGreaterThan(0);
      expect(chunks).toBeLessThan(size === 7 ? 60 : 150);
      // Those that failed once in a chunk, with Temporal's own retries.
      expect(activities.filter((name) => name === 'encord.runTask')).toHaveLength(60);
    },
  );

  it('paused in its tail while chunks put tasks back, it goes on when it is resumed', async () => {
    const handle = await bench.startPoll({ tasksPerActivity: 50, maxAttempts: 3, concurrency: 4 });
    const poll = bench.connection.client.workflow.getHandle(bench.canonicalId);
    await waitFor('some runs', async () => Object.keys(await bench.counts()).length > 200);
    await handle.signal(pauseSignal);
    await waitFor('the pause', async () => (await poll.query(progressQuery)).waitingFor === 'resume');
    // Long enough for reports of a slice whose lanes are all idle.
    await new Promise((resolve) => setTimeout(resolve, 3000));
    await handle.signal(resumeSignal);
    expect(await handle.result()).toMatchObject({ status: 'completed', listed: 300, unfinished: 0 });
  });
});

describeE2e('a project of two agent stages', () => {
  let bench: Workbench;

  beforeAll(async () => {
    bench = await Workbench.start({ agents: 'two-stages', seed: 'two-stages', tasks: 30 });
    await bench.startWorker();
  });
  beforeEach(() => bench.admin('reset', {}));
  afterAll(() => bench?.close());

  const runProject = (input: Record<string, unknown> = {}) =>
    bench.connection.client.workflow.start<(input: unknown) => Promise<ProjectReport>>('runProject', {
      taskQueue: 'encord-agents',
      workflowId: `encord/${bench.projectHash}`,
      args: [{ projectHash: bench.projectHash, ...input }],
    });

  it.each(['sequential', 'parallel'] as const)('%s rounds go on until nothing moves', async (order) => {
    const handle = await runProject({ order });
    const report = await handle.result();
    expect(report).toMatchObject({ status: 'completed', advanced: 60, failed: 0, unfinished: 0 });
    expectSum(report);
    expect(report.stages.map(({ stageTitle, advanced }) => [stageTitle, advanced])).toEqual([
      ['Prelabel', 30],
      ['Validate', 30],
    ]);
    expect(bench.stages).toMatchObject({ Prelabel: 0, Validate: 0, Complete: 20, Review: 10 });
    if (order === 'sequential') expect(report.rounds).toBe(2);
  });

  it('polls chosen stages only, and names the valid ones when one is wrong', async () => {
    const one = await runProject({ stages: ['Prelabel'] });
    expect(await one.result()).toMatchObject({ advanced: 30, stages: [{ stageTitle: 'Prelabel' }] });
    expect(bench.stages).toMatchObject({ Prelabel: 0, Validate: 30 });
    const wrong = await runProject({ stages: ['Prelable'] });
    const error = await wrong.result().catch((failure: { cause: unknown }) => failure.cause);
    expect(error).toMatchObject({ type: 'CONFIG', message: expect.stringContaining('"Prelabel"') });
  });

  it('passes over a stage that is being polled, and says so', async () => {
    const poll = await bench.startPoll({ stage: 'Prelabel', refreshEvery: '1h' });
    await waitFor('the first pass', () => bench.stages.Validate === 30);
    const handle = await runProject();
    const report = await handle.result();
    expect(report.stages).toMatchObject([
      { stageTitle: 'Prelabel', status: 'alreadyPolling' },
      { stageTitle: 'Validate', status: 'completed', advanced: 30 },
    ]);
    await poll.cancel();
    await poll.result();
  });

  it('cancelled, it cancels its polls and ends with a report', async () => {
    const handle = await runProject({ stages: ['Prelabel'], refreshEvery: '1h' });
    await waitFor('the first round', () => bench.stages.Validate === 30);
    await handle.cancel();
    expect(await handle.result()).toMatchObject({ status: 'stopped', stoppedBy: 'cancel', advanced: 30 });
  });

  it('cancelled later, it leaves a poll alone that somebody else began meanwhile', async () => {
    const handle = await runProject({ stages: ['Prelabel'], refreshEvery: '1h' });
    await waitFor('the first round', () => bench.stages.Validate === 30);
    const { workflow } = bench.connection.client;
    const stage = `encord/${bench.projectHash}/9d6edee0-ba3e-423c-8c96-0140b07c93ed`;
    await waitFor(
      'its end',
      async () => (await workflow.getHandle(stage).describe()).status.name !== 'RUNNING',
    );
    const other = await bench.startPoll({ stage: 'Prelabel', refreshEvery: '1h' });
    await waitFor(
      'the other poll',
      async () => (await workflow.getHandle(stage).describe()).status.name === 'RUNNING',
    );
    await handle.cancel();
    expect(await handle.result()).toMatchObject({ status: 'stopped', stoppedBy: 'cancel', advanced: 30 });
    expect((await other.describe()).status.name).toBe('RUNNING');
    await other.cancel();
    expect(await other.result()).toMatchObject({ stoppedBy: 'cancel' });
  });

  it('a stage that fails ends it, with a report of what the others did', async () => {
    await bench.admin('faults', [{ operation: 'POST actions', status: 401, times: 1 }]);
    const handle = await runProject({ stages: ['Validate', 'Prelabel'], order: 'sequential' });
    const error = await handle.result().catch((failure: { cause: unknown }) => failure.cause);
    expect(error).toMatchObject({ type: 'UNAUTHORISED', nonRetryable: true });
    const [report] = (error as { details: ProjectReport[] }).details;
    expect(report).toMatchObject({ status: 'stopped', rounds: 1, listed: 30, advanced: 0, unfinished: 30 });
    expect(report?.stages.map(({ stageTitle, status }) => [stageTitle, status])).toEqual([
      ['Validate', 'completed'],
      ['Prelabel', 'stopped'],
    ]);
    await bench.admin('faults', []);
  });
});
