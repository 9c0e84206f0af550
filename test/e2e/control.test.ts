import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import {
  drainSignal,
  type Progress,
  pauseSignal,
  progressQuery,
  resumeSignal,
  setConcurrencySignal,
  setConcurrencyUpdate,
} from '../../src/workflows/contract.js';
import { describeE2e } from '../support/describe-e2e.js';
import { expectSum } from '../support/expect-sum.js';
import { waitFor } from '../support/wait-for.js';
import { Workbench } from '../support/workbench.js';

const TASKS = 300;

describeE2e('a poll under way', () => {
  let bench: Workbench;

  beforeAll(async () => {
    bench = await Workbench.start({ agents: 'counting', tasks: TASKS, env: { AGENT_MS: '200' } });
    await bench.startWorker();
  });
  beforeEach(() => bench.admin('reset', {}));
  afterAll(() => bench?.close());

  const agentRuns = async () =>
    Object.entries(await bench.counts()).reduce(
      (sum, [key, n]) => (key.startsWith('most:') ? sum : sum + n),
      0,
    );

  const canonical = () => bench.connection.client.workflow.getHandle(bench.canonicalId);

  const untilAgentsRan = (n: number) => waitFor(`${n} agent runs`, async () => (await agentRuns()) >= n);

  /** What an operator sees and what Encord has must be the same. */
  const expectNothingLost = (report: { advanced: number }) => {
    expect(bench.stages).toEqual({ 'Agent 1': TASKS - report.advanced, Complete: report.advanced });
    expect(bench.tasks.filter(({ history }) => history.length > 1)).toEqual([]);
  };

  it('drains: what is in flight is finished and flushed, the rest stays', async () => {
    const handle = await bench.startPoll({ concurrency: 20 });
    await untilAgentsRan(30);
    await handle.signal(drainSignal);
    const report = await handle.result();
    expect(report).toMatchObject({ status: 'stopped', stoppedBy: 'drain', listed: TASKS, failed: 0 });
    expectSum(report);
    expect(report.unfinished).toBeGreaterThan(0);
    expect(report.advanced).toBe(await agentRuns());
    expectNothingLost(report);
  });

  it.each(['trigger', 'canonical'] as const)(
    'cancelled by its %s id, it ends with a report',
    async (which) => {
      const handle = await bench.startPoll({ concurrency: 20 });
      await untilAgentsRan(30);
      await (which === 'trigger' ? handle : canonical()).cancel();
      const report = await handle.result();
      expect(report).toMatchObject({ status: 'stopped', stoppedBy: 'cancel', listed: TASKS, failed: 0 });
      expectSum(report);
      expect(report.unfinished).toBeGreaterThan(0);
      expectNothingLost(report);
      const ends = await Promise.all([handle.describe(), canonical().describe()]);
      expect(ends.map(({ status }) => status.name)).toEqual(['COMPLETED', 'COMPLETED']);
    },
  );

  it('cancelled right after its start, it ends with a report', async () => {
    const handle = await bench.startPoll({ concurrency: 20 });
    await waitFor('the poll', async () => {
      const run = await canonical().describe();
      return run.status.name === 'RUNNING';
    });
    expect((await handle.query(progressQuery)).canonicalId).toBe(bench.canonicalId);
    await handle.cancel();
    const report = await handle.result();
    expect(report).toMatchObject({ status: 'stopped', stoppedBy: 'cancel' });
    expectSum(report);
    expectNothingLost(report);
  });

  it('pauses and resumes by the id of its trigger', async () => {
    const handle = await bench.startPoll({ concurrency: 20 });
    await untilAgentsRan(20);
    await handle.signal(pauseSignal);
    await waitFor('the pause', async () => (await canonical().query(progressQuery)).paused);
    // Those in flight finish; then nothing starts.
    const standstill = await waitFor('a standstill', async () => {
      const before = await agentRuns();
      await new Promise((resolve) => setTimeout(resolve, 1000));
      return (await agentRuns()) === before && before;
    });
    expect(standstill).toBeLessThan(TASKS);
    expect(await canonical().query(progressQuery)).toMatchObject({ waitingFor: 'resume', inFlight: 0 });
    await handle.signal(resumeSignal);
    const report = await handle.result();
    expect(report).toMatchObject({ status: 'completed', listed: TASKS, advanced: TASKS, unfinished: 0 });
    expectNothingLost(report);
  });

  it('messages to a cancelled trigger, and wrong ones to a poll, do no harm', async () => {
    const handle = await bench.startPoll({ concurrency: 20 });
    await untilAgentsRan(20);
    await canonical().signal(setConcurrencySignal, 0);
    await handle.signal(setConcurrencySignal, 'many' as unknown as number);
    await handle.cancel();
    for (const signal of [drainSignal, pauseSignal, resumeSignal])
      await handle.signal(signal).catch(() => undefined);
    const report = await handle.result();
    // Which of the two the poll hears of first is open.
    expect(report).toMatchObject({ status: 'stopped', stoppedBy: expect.stringMatching(/cancel|drain/) });
    expectSum(report);
    expectNothingLost(report);
  });

  it('takes another concurrency, by either id, and refuses a wrong one', async () => {
    const handle = await bench.startPoll({ concurrency: 2 });
    await untilAgentsRan(4);
    await expect(canonical().executeUpdate(setConcurrencyUpdate, { args: [0] })).rejects.toThrow();
    expect(await handle.executeUpdate(setConcurrencyUpdate, { args: [10] })).toBe(2);
    await waitFor('10 in flight', async () => (await bench.counts())['most:10'] !== undefined);
    expect(await canonical().executeUpdate(setConcurrencyUpdate, { args: [60] })).toBe(10);
    const report = await handle.result();
    expect(report).toMatchObject({ status: 'completed', advanced: TASKS });
    expectNothingLost(report);
  });

  it('comes down to a single task at a time without standing still', async () => {
    const handle = await bench.startPoll({ concurrency: 135 });
    await untilAgentsRan(100);
    await canonical().executeUpdate(setConcurrencyUpdate, { args: [1] });
    await waitFor('one at a time', async () => {
      const progress: Progress = await canonical().query(progressQuery);
      return progress.concurrency === 1 && progress.inFlight <= 1;
    });
    await canonical().executeUpdate(setConcurrencyUpdate, { args: [135] });
    expect(await handle.result()).toMatchObject({ status: 'completed', advanced: TASKS });
  });

  it('maxTasks: 250 runs exactly 250', async () => {
    const report = await bench.poll({ maxTasks: 250 });
    expect(report).toMatchObject({ status: 'completed', listed: 250, advanced: 250, unfinished: 0 });
    expect(await agentRuns()).toBe(250);
    expect(bench.stages).toEqual({ 'Agent 1': 50, Complete: 250 });
  });

  it.each(['terminate', 'cancel'] as const)(
    'a slice lost to a person’s %s is reported, the others go on',
    async (how) => {
      const handle = await bench.startPoll({ concurrency: 90 });
      await untilAgentsRan(20);
      const { client } = bench.connection;
      for await (const run of client.workflow.list({
        query: 'WorkflowType = "runSlice" AND ExecutionStatus = "Running"',
      })) {
        await client.workflow.getHandle(run.workflowId)[how]();
        break;
      }
      const report = await handle.result();
      expect(report).toMatchObject({ status: 'stopped', stoppedBy: 'lostSlice', listed: TASKS, failed: 0 });
      expectSum(report);
      expect(report.unfinished).toBeGreaterThan(0);
      expect(report.advanced).toBeGreaterThanOrEqual(TASKS / 2);
    },
  );

  it('runs chosen tasks only', async () => {
    const [first, second, third] = bench.tasks;
    const byTask = await bench.poll({ taskUuids: [first?.uuid ?? '', (second?.uuid ?? '').toUpperCase()] });
    expect(byTask).toMatchObject({ listed: 2, advanced: 2 });
    const project = bench.emulator.state.describe().projects[bench.projectHash];
    const dataHash = project?.tasks?.find(({ uuid }) => uuid === third?.uuid)?.dataHash ?? '';
    expect(await bench.poll({ dataHashes: [dataHash] })).toMatchObject({ listed: 1, advanced: 1 });
  });
});
