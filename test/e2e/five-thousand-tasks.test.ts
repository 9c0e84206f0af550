import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeE2e } from '../support/describe-e2e.js';
import { fetchHistories, forcedFailures } from '../support/histories.js';
import { AGENT_1, COMPLETE, Workbench } from '../support/workbench.js';

const TASKS = 5000;

describeE2e('5,000 tasks at concurrency 135', () => {
  let bench: Workbench;

  beforeAll(async () => {
    bench = await Workbench.start({ agents: 'counting', tasks: TASKS, env: { AGENT_MS: '100' } });
    await bench.startWorker();
  });
  afterAll(() => bench?.close());

  it('every agent runs once and every task is advanced once, with at most 135 in flight', async () => {
    const report = await bench.poll({ concurrency: 135 });
    expect(report).toMatchObject({
      status: 'completed',
      listed: TASKS,
      advanced: TASKS,
      unfinished: 0,
      passes: 1,
    });

    expect(bench.stages).toEqual({ 'Agent 1': 0, Complete: TASKS });
    const counts = await bench.counts();
    const runs = bench.tasks.map(({ uuid }) => counts[uuid]);
    expect(runs.filter((count) => count !== 1)).toEqual([]);
    const moves = bench.tasks.map(({ history }) => history);
    expect(moves.filter((history) => history.length !== 1)).toEqual([]);
    expect(moves[0]).toEqual([{ from: 'Agent 1', to: 'Complete', by: 'action' }]);

    const most = Object.keys(counts).flatMap((key) =>
      key.startsWith('most:') ? [Number(key.slice(5))] : [],
    );
    expect(Math.max(...most)).toBeLessThanOrEqual(135);
    // Well above what one or two slices could do.
    expect(Math.max(...most)).toBeGreaterThan(90);
  });

  it('no history has a workflow task that the server had to fail, and a task costs at most 1.2 KB', async () => {
    const histories = await fetchHistories(bench.connection.client.workflow);
    const slices = histories.filter(({ type }) => type === 'runSlice');
    expect(slices.length).toBeGreaterThanOrEqual(10);
    expect(forcedFailures(histories)).toBe(0);
    expect(Math.max(...slices.map(({ events }) => events.length))).toBeLessThan(3500);
    const bytes = histories.reduce((sum, history) => sum + history.bytes, 0);
    expect(bytes / TASKS).toBeLessThanOrEqual(1200);
  });

  it('the histories name the data, and hold ids only', async () => {
    const [slice] = await fetchHistories(bench.connection.client.workflow, 'WorkflowType = "runSlice"');
    const scheduled = slice?.events.find((event) => event.activityTaskScheduledEventAttributes);
    const summary = scheduled?.userMetadata?.summary?.data;
    expect(JSON.parse(Buffer.from(summary ?? []).toString())).toMatch(/^image_\d+\.jpg$/);
    const input = scheduled?.activityTaskScheduledEventAttributes?.input?.payloads?.[0]?.data;
    const { task, ...rest } = JSON.parse(Buffer.from(input ?? []).toString());
    expect(rest).toEqual({ projectHash: bench.projectHash, stageUuid: AGENT_1 });
    expect(task).toHaveLength(4);
    const completed = slice?.events.find((event) => event.activityTaskCompletedEventAttributes);
    const result = completed?.activityTaskCompletedEventAttributes?.result?.payloads?.[0]?.data;
    expect(JSON.parse(Buffer.from(result ?? []).toString())).toEqual({ pathwayUuid: COMPLETE });
  });
});
