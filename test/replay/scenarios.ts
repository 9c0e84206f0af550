/** What is recorded for the replay tests: one scenario for each way a poll can go. */
import {
  drainSignal,
  pauseSignal,
  progressQuery,
  refreshSignal,
  resumeSignal,
  setConcurrencyUpdate,
} from '../../src/workflows/contract.js';
import { waitFor } from '../support/wait-for.js';
import type { Workbench, WorkbenchOptions } from '../support/workbench.js';

export interface Scenario {
  readonly name: string;
  run(bench: Workbench): Promise<unknown>;
}

export interface ScenarioGroup {
  readonly bench: WorkbenchOptions;
  readonly scenarios: readonly Scenario[];
}

const canonical = (bench: Workbench) => bench.connection.client.workflow.getHandle(bench.canonicalId);

const untilAdvanced = (bench: Workbench, tasks: number) =>
  waitFor(`${tasks} tasks`, () => (bench.stages.Complete ?? 0) >= tasks);

/** Some endings are failures: they are recorded, too. */
const ended = (result: Promise<unknown>) => result.catch(() => undefined);

const runProject = (bench: Workbench, input: Record<string, unknown>) =>
  bench.connection.client.workflow.start('runProject', {
    taskQueue: 'encord-agents',
    workflowId: `encord/${bench.projectHash}`,
    args: [{ projectHash: bench.projectHash, ...input }],
  });

const polls: readonly Scenario[] = [
  { name: 'complete', run: (bench) => bench.poll({ concurrency: 10 }) },
  {
    name: 'empty-stage',
    run: (bench) => bench.poll({ taskUuids: ['00000000-0000-4000-8000-000000000000'] }),
  },
  { name: 'max-tasks', run: (bench) => bench.poll({ maxTasks: 5 }) },
  {
    name: 'several-slices-with-tails',
    run: (bench) => bench.poll({ concurrency: 46, sliceSize: 12, flushEvery: '100ms' }),
  },
  {
    name: 'continued-as-new',
    run: (bench) => bench.poll({ concurrency: 10, sliceSize: 10, eventBudget: 30 }),
  },
  {
    name: 'slices-with-full-history',
    run: (bench) => bench.poll({ concurrency: 5, eventBudget: 60 }),
  },
  {
    name: 'drained',
    run: async (bench) => {
      const handle = await bench.startPoll({ concurrency: 2, flushEvery: '100ms' });
      await untilAdvanced(bench, 4);
      await handle.signal(drainSignal);
      await handle.result();
    },
  },
  {
    name: 'cancelled-by-trigger',
    run: async (bench) => {
      const handle = await bench.startPoll({ concurrency: 2, flushEvery: '100ms' });
      await untilAdvanced(bench, 4);
      await handle.cancel();
      await handle.result();
    },
  },
  {
    name: 'cancelled-by-canonical-id',
    run: async (bench) => {
      const handle = await bench.startPoll({ concurrency: 2, flushEvery: '100ms' });
      await untilAdvanced(bench, 4);
      await canonical(bench).cancel();
      await handle.result();
    },
  },
  {
    name: 'paused-resumed-narrowed',
    run: async (bench) => {
      const handle = await bench.startPoll({ concurrency: 1, flushEvery: '100ms' });
      await untilAdvanced(bench, 4);
      await handle.signal(pauseSignal);
      await waitFor('the pause', async () => (await canonical(bench).query(progressQuery)).paused);
      await handle.executeUpdate(setConcurrencyUpdate, { args: [60] });
      await waitFor('60', async () => (await canonical(bench).query(progressQuery)).concurrency === 60);
      await canonical(bench).executeUpdate(setConcurrencyUpdate, { args: [3] });
      await handle.signal(resumeSignal);
      await handle.result();
    },
  },
  {
    name: 'already-polling',
    run: async (bench) => {
      const first = await bench.startPoll({ concurrency: 2 });
      await waitFor('the poll', () =>
        canonical(bench)
          .query(progressQuery)
          .catch(() => undefined),
      );
      await bench.poll();
      await first.result();
    },
  },
  {
    name: 'passes',
    run: async (bench) => {
      const handle = await bench.startPoll({ refreshEvery: '1s' });
      await untilAdvanced(bench, bench.tasks.length);
      await waitFor('the second pass', async () => (await canonical(bench).query(progressQuery)).pass >= 2);
      await handle.signal(refreshSignal);
      await handle.signal(drainSignal);
      await handle.result();
    },
  },
  { name: 'unknown-stage', run: (bench) => ended(bench.poll({ stage: 'Nowhere' })) },
  {
    name: 'key-revoked-midway',
    run: async (bench) => {
      const handle = await bench.startPoll({ concurrency: 2, flushEvery: '100ms' });
      await untilAdvanced(bench, 4);
      await bench.admin('faults', [{ operation: 'POST actions', status: 401 }]);
      await ended(handle.result());
      await bench.admin('faults', []);
    },
  },
  {
    name: 'lost-slice',
    run: async (bench) => {
      const handle = await bench.startPoll({ concurrency: 2, flushEvery: '100ms' });
      await untilAdvanced(bench, 4);
      const { workflow } = bench.connection.client;
      const query = 'WorkflowType = "runSlice" AND ExecutionStatus = "Running"';
      for await (const run of workflow.list({ query })) await workflow.getHandle(run.workflowId).terminate();
      await handle.result();
    },
  },
];

const outcomes: readonly Scenario[] = [
  { name: 'every-outcome', run: (bench) => bench.poll({ maxAttempts: 2 }) },
  { name: 'chunks-of-4', run: (bench) => bench.poll({ maxAttempts: 2, tasksPerActivity: 4 }) },
  { name: 'automatic-chunks', run: (bench) => bench.poll({ maxAttempts: 2, tasksPerActivity: 'auto' }) },
  {
    name: 'too-many-failures',
    run: (bench) => bench.poll({ maxAttempts: 1, maxFailures: 2, concurrency: 3 }),
  },
];

const projects: readonly Scenario[] = [
  { name: 'project-sequential', run: async (bench) => (await runProject(bench, {})).result() },
  {
    name: 'project-parallel',
    run: async (bench) => (await runProject(bench, { order: 'parallel' })).result(),
  },
  {
    name: 'project-cancelled',
    run: async (bench) => {
      const handle = await runProject(bench, { stages: ['Prelabel'], refreshEvery: '1h' });
      await waitFor('the first round', () => bench.stages.Validate === bench.tasks.length);
      await handle.cancel();
      await handle.result();
    },
  },
];

export const SCENARIO_GROUPS: readonly ScenarioGroup[] = [
  { bench: { agents: 'counting', tasks: 50, pageSize: 20, env: { AGENT_MS: '30' } }, scenarios: polls },
  { bench: { agents: 'behaviours', tasks: 30 }, scenarios: outcomes },
  { bench: { agents: 'two-stages', seed: 'two-stages', tasks: 10 }, scenarios: projects },
];
