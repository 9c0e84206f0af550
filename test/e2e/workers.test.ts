import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { describeE2e } from '../support/describe-e2e.js';
import { waitFor } from '../support/wait-for.js';
import { Workbench } from '../support/workbench.js';

const TASKS = 200;

describeE2e('workers that come and go', () => {
  let bench: Workbench;

  beforeAll(async () => {
    bench = await Workbench.start({ agents: 'counting', tasks: TASKS, env: { AGENT_MS: '300' } });
  });
  beforeEach(() => bench.admin('reset', {}));
  afterAll(() => bench?.close());

  const runsPerTask = async () => {
    const counts = await bench.counts();
    return bench.tasks.map(({ uuid }) => counts[uuid] ?? 0);
  };
  const agentRuns = async () => (await runsPerTask()).reduce((sum, count) => sum + count, 0);
  const expectEachAdvancedOnce = () => {
    expect(bench.stages).toEqual({ 'Agent 1': 0, Complete: TASKS });
    expect(bench.tasks.filter(({ history }) => history.length !== 1)).toEqual([]);
  };

  it('a worker killed in the middle: only what it was running is run again', async () => {
    const first = await bench.startWorker();
    const handle = await bench.startPoll({ concurrency: 20 });
    await waitFor('60 agent runs', async () => (await agentRuns()) >= 60);
    await first.kill();
    const second = await bench.startWorker();
    expect(await handle.result()).toMatchObject({ status: 'completed', advanced: TASKS, failed: 0 });
    expectEachAdvancedOnce();
    const runs = await runsPerTask();
    expect(Math.max(...runs)).toBeLessThanOrEqual(2);
    expect(await agentRuns()).toBeLessThanOrEqual(TASKS + 20);
    expect(await second.stop()).toBe(0);
  });

  it('a worker that is stopped finishes what it runs, and another goes on: nothing is run twice', async () => {
    const first = await bench.startWorker();
    const second = await bench.startWorker();
    const handle = await bench.startPoll({ concurrency: 20 });
    await waitFor('60 agent runs', async () => (await agentRuns()) >= 60);
    expect(await first.stop()).toBe(0);
    expect(await handle.result()).toMatchObject({ status: 'completed', advanced: TASKS, failed: 0 });
    expectEachAdvancedOnce();
    expect(await agentRuns()).toBe(TASKS);
    await second.stop();
  });

  it('Encord away for a while: tasks wait, nothing fails, and the poll goes on by itself', async () => {
    const worker = await bench.startWorker();
    const handle = await bench.startPoll({ concurrency: 20, flushEvery: '200ms' });
    await waitFor('the first flush', () => (bench.stages.Complete ?? 0) > 0);
    await bench.admin('faults', [
      { operation: 'POST actions', status: 503, times: 5 },
      { operation: 'POST actions', drop: 'after', times: 2 },
    ]);
    expect(await handle.result()).toMatchObject({
      status: 'completed',
      advanced: TASKS,
      failed: 0,
      stale: 0,
    });
    expectEachAdvancedOnce();
    expect(await agentRuns()).toBe(TASKS);
    await worker.stop();
  });

  it('a person moves tasks meanwhile: they are stale, the others are advanced', async () => {
    const worker = await bench.startWorker();
    const handle = await bench.startPoll({ concurrency: 20, flushSize: 1000, flushEvery: '1m' });
    await waitFor('60 agent runs', async () => (await agentRuns()) >= 60);
    const moved = bench.tasks.slice(0, 3);
    for (const { uuid } of moved)
      await bench.admin('move', { projectHash: bench.projectHash, taskUuid: uuid, stage: 'Complete' });
    expect(await handle.result()).toMatchObject({
      status: 'completed',
      advanced: TASKS - 3,
      stale: 3,
      failed: 0,
    });
    expectEachAdvancedOnce();
    await worker.stop();
  });
});
