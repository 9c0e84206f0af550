import { afterAll, beforeAll, expect, it } from 'vitest';
import { drainSignal, failuresQuery, progressQuery } from '../../src/workflows/contract.js';
import { describeE2e } from '../support/describe-e2e.js';
import { waitFor } from '../support/wait-for.js';
import { Workbench } from '../support/workbench.js';

describeE2e('what agents return and throw', () => {
  let bench: Workbench;

  beforeAll(async () => {
    bench = await Workbench.start({ agents: 'behaviours', tasks: 40 });
    await bench.startWorker();
  });
  afterAll(() => bench?.close());

  it('each task has its own end, and the report says which', async () => {
    const report = await bench.poll({ maxAttempts: 3 });
    expect(report).toMatchObject({
      status: 'completed',
      stageTitle: 'Agent 1',
      listed: 40,
      advanced: 20,
      stayed: 8,
      failed: 12,
      stale: 0,
      unfinished: 0,
      passes: 1,
      failuresOmitted: 0,
    });
    expect(bench.stages).toEqual({ 'Agent 1': 20, Complete: 20 });

    const failureOf = (title: string) => report.failures.find(({ dataTitle }) => dataTitle === title);
    expect(failureOf('image_2.jpg')).toMatchObject({ code: 'INVALID_OUTCOME', attempts: 1 });
    expect(failureOf('image_2.jpg')?.message).toContain('"no such pathway"');
    expect(failureOf('image_2.jpg')?.message).toContain('"complete" (49a786f3-5edf-4b94-aff0-3da9042d3bf0)');
    expect(failureOf('image_3.jpg')).toMatchObject({
      code: 'REJECTED',
      message: 'this one is out of focus',
      attempts: 1,
    });
    expect(failureOf('image_4.jpg')).toMatchObject({
      code: 'AGENT_ERROR',
      message: 'TypeError: attempt 3 went wrong at https://store.example/x?…',
      attempts: 3,
    });
    expect(JSON.stringify(report)).not.toContain('SECRET');

    const tasks = new Map(bench.tasks.map((task) => [task.dataTitle, task]));
    expect(tasks.get('image_1.jpg')?.priority).toBe(0);
    expect(tasks.get('image_6.jpg')?.priority).toBe(0.25);
    const counts = await bench.counts();
    const runsOf = (title: string) => counts[tasks.get(title)?.uuid ?? ''];
    expect([
      runsOf('image_0.jpg'),
      runsOf('image_2.jpg'),
      runsOf('image_4.jpg'),
      runsOf('image_5.jpg'),
    ]).toEqual([1, 1, 3, 3]);
  });

  it.each([
    ['maxFailures', { maxFailures: 3 }],
    ['maxFailurePercent', { maxFailurePercent: 10 }],
  ])('%s stops a poll that goes wrong, long before all tasks have failed', async (_, limit) => {
    await bench.admin('reset', {});
    await bench.admin('tasks', { projectHash: bench.projectHash, count: 1000 });
    const report = await bench.poll({ ...limit, maxAttempts: 1, concurrency: 2, taskUuids: failing() });
    expect(report).toMatchObject({ status: 'stopped', stoppedBy: 'maxFailures' });
    expect(report.failed).toBeGreaterThanOrEqual(3);
    expect(report.unfinished).toBeGreaterThan(0);
  });

  it('says while it runs what has failed so far', async () => {
    await bench.admin('reset', {});
    await bench.admin('tasks', { projectHash: bench.projectHash, count: 2000 });
    const handle = await bench.startPoll({ maxAttempts: 1, concurrency: 1, taskUuids: failing() });
    const poll = bench.connection.client.workflow.getHandle(bench.canonicalId);
    const known = await waitFor('failures of a slice that runs', async () => {
      const { slices } = await poll.query(progressQuery);
      const found = await poll.query(failuresQuery);
      return slices === 1 && found.failures.length > 0 ? found : undefined;
    });
    expect(known.failures[0]).toMatchObject({
      dataTitle: 'image_2.jpg',
      code: 'INVALID_OUTCOME',
      attempts: 1,
    });
    await handle.signal(drainSignal);
    const report = await handle.result();
    expect(report.failures.length + report.failuresOmitted).toBe(report.failed);
    expect(report.failed).toBeGreaterThanOrEqual(known.failures.length + known.failuresOmitted);
  });

  /** The tasks whose agents throw at once. */
  const failing = () =>
    bench.tasks.flatMap(({ uuid, dataTitle }) => (/[23]\D*$/.test(dataTitle) ? [uuid] : []));
});
