import { fileURLToPath } from 'node:url';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createActivities } from '../../src/activities/create-activities.js';
import { type Emulator, startEmulator } from '../../src/emulator/index.js';
import { EncordClient } from '../../src/encord/client.js';
import { loadPrivateKey } from '../../src/encord/private-key.js';
import { Runner } from '../../src/index.js';
import { drainSignal, type StageReport } from '../../src/workflows/contract.js';

const WORKFLOWS = fileURLToPath(new URL('../../src/workflows', import.meta.url));

/** Hours pass in seconds on this server; it cannot cancel activities, so nothing here is cancelled. */
describe.skipIf(process.env.TIME_SKIPPING_UNAVAILABLE !== undefined)('waits of hours', () => {
  let environment: TestWorkflowEnvironment;
  let emulator: Emulator;
  let client: EncordClient;
  const runs: string[] = [];

  beforeAll(async () => {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
    environment = await TestWorkflowEnvironment.createTimeSkipping({
      server: { executable: { type: 'existing-path', path: process.env.TEMPORAL_TEST_SERVER_PATH ?? '' } },
    });
    emulator = await startEmulator({ tasks: 6 });
    client = new EncordClient({
      privateKey: await loadPrivateKey(emulator.privateKey),
      domain: emulator.url,
    });
  });
  beforeEach(() => {
    runs.length = 0;
    emulator.reset();
  });
  afterAll(async () => {
    await client?.close();
    await emulator?.close();
    await environment?.teardown();
  });

  const projectHash = () => emulator.projects[0]?.projectHash ?? '';

  /** Polls with a worker of its own until `drainAfter` hours of the server's time have passed. */
  const pollForHours = async (input: Record<string, unknown>, hours: number): Promise<StageReport> => {
    const runner = new Runner();
    runner.stage('Agent 1', async ({ task }) => {
      runs.push(task.dataTitle);
      return task.dataTitle === 'image_0.jpg' ? undefined : 'complete';
    });
    const worker = await Worker.create({
      connection: environment.nativeConnection,
      taskQueue: 'timers',
      workflowsPath: WORKFLOWS,
      activities: createActivities(runner, client),
    });
    return worker.runUntil(async () => {
      const handle = await environment.client.workflow.start<(input: unknown) => Promise<StageReport>>(
        'pollStage',
        {
          taskQueue: 'timers',
          workflowId: `timers-${Math.random().toString(36).slice(2)}`,
          args: [{ projectHash: projectHash(), stage: 'Agent 1', ...input }],
        },
      );
      await environment.sleep(`${hours}h`);
      await handle.signal(drainSignal);
      return handle.result();
    });
  };

  it('a pass begins every hour, and a task that stays is left out of every other one', async () => {
    const report = await pollForHours({ refreshEvery: '1h' }, 10.5);
    expect(report).toMatchObject({ status: 'stopped', stoppedBy: 'drain', advanced: 5 });
    expect(report.passes).toBe(11);
    // Every other pass: for an hour at most, but at least one pass long.
    expect(runs.filter((title) => title === 'image_0.jpg')).toHaveLength(6);
    expect(report.listed).toBe(5 + 6);
    expect(report.stayed).toBe(6);
  });

  it('with passes every minute, a task that stays is left out of more and more of them', async () => {
    await pollForHours({ refreshEvery: '1m' }, 0.55);
    // Minutes 0, 2, 6, 14, 30.
    expect(runs.filter((title) => title === 'image_0.jpg')).toHaveLength(5);
  });

  it('with maxTasks 1, a head task that stays does not keep the others waiting', async () => {
    const report = await pollForHours({ refreshEvery: '1h', maxTasks: 1 }, 8.5);
    expect(report.advanced).toBe(5);
    expect(new Set(runs)).toEqual(new Set([0, 1, 2, 3, 4, 5].map((n) => `image_${n}.jpg`)));
  });
});
