import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { drainSignal, progressQuery, refreshSignal } from '../../src/workflows/contract.js';
import { describeE2e } from '../support/describe-e2e.js';
import { expectSum } from '../support/expect-sum.js';
import { fetchHistories } from '../support/histories.js';
import { waitFor } from '../support/wait-for.js';
import { Workbench } from '../support/workbench.js';

describeE2e('polls of several runs', () => {
  let bench: Workbench;

  beforeAll(async () => {
    bench = await Workbench.start({ agents: 'counting', tasks: 400, pageSize: 20, env: { AGENT_MS: '20' } });
    await bench.startWorker();
  });
  beforeEach(() => bench.admin('reset', {}));
  afterAll(() => bench?.close());

  it('continue as new when their history is full, and lose and repeat nothing', async () => {
    const report = await bench.poll({ concurrency: 90, sliceSize: 20, eventBudget: 40 });
    expect(report).toMatchObject({
      status: 'completed',
      listed: 400,
      advanced: 400,
      unfinished: 0,
      passes: 1,
    });
    expectSum(report);
    const runs = await fetchHistories(
      bench.connection.client.workflow,
      `WorkflowId = "${bench.canonicalId}"`,
    );
    expect(runs.length).toBeGreaterThan(2);
    const counts = await bench.counts();
    expect(bench.tasks.filter(({ uuid }) => counts[uuid] !== 1)).toEqual([]);
    expect(bench.tasks.filter(({ history }) => history.length !== 1)).toEqual([]);
  });

  it('slices whose history is full give their tasks back', async () => {
    const report = await bench.poll({ concurrency: 10, eventBudget: 100, sliceSize: 400 });
    expect(report).toMatchObject({ status: 'completed', listed: 400, advanced: 400, unfinished: 0 });
    expect(report.slices).toBeGreaterThan(3);
    const counts = await bench.counts();
    expect(bench.tasks.filter(({ uuid }) => counts[uuid] !== 1)).toEqual([]);
  });

  it('cancelled in a later run, their report counts all runs', async () => {
    const handle = await bench.startPoll({ concurrency: 10, sliceSize: 20, eventBudget: 40 });
    await waitFor('some runs', async () => (bench.stages.Complete ?? 0) > 150);
    await handle.cancel();
    const report = await handle.result();
    expect(report).toMatchObject({ status: 'stopped', stoppedBy: 'cancel', failed: 0 });
    expectSum(report);
    expect(bench.stages.Complete).toBe(report.advanced);
  });

  it('refreshEvery lists again; new data is taken on; drain ends it', async () => {
    const handle = await bench.startPoll({ refreshEvery: '2s' });
    const poll = bench.connection.client.workflow.getHandle(bench.canonicalId);
    await waitFor('the first pass', () => bench.stages.Complete === 400);
    await bench.admin('tasks', { projectHash: bench.projectHash, count: 5 });
    await waitFor('the second pass', () => bench.stages.Complete === 405);
    await waitFor('the rest after it', async () =>
      (await poll.query(progressQuery)).waitingFor?.startsWith('the next pass at '),
    );
    await handle.signal(drainSignal);
    const report = await handle.result();
    expect(report).toMatchObject({
      status: 'stopped',
      stoppedBy: 'drain',
      listed: 405,
      advanced: 405,
      unfinished: 0,
    });
    expect(report.passes).toBeGreaterThanOrEqual(2);
  });

  it('refresh wakes a poll that rests', async () => {
    const handle = await bench.startPoll({ refreshEvery: '1h' });
    const poll = bench.connection.client.workflow.getHandle(bench.canonicalId);
    await waitFor(
      'the first pass',
      async () => (await poll.query(progressQuery).catch(() => undefined))?.waitingFor,
    );
    await bench.admin('tasks', { projectHash: bench.projectHash, count: 3 });
    await handle.signal(refreshSignal);
    await waitFor('the new tasks', () => bench.stages.Complete === 403);
    await handle.cancel();
    expect(await handle.result()).toMatchObject({ status: 'stopped', stoppedBy: 'cancel', listed: 403 });
  });
});
