import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { drainSignal, progressQuery } from '../../src/workflows/contract.js';
import { describeE2e } from '../support/describe-e2e.js';
import { waitFor } from '../support/wait-for.js';
import { AGENT_1, Workbench } from '../support/workbench.js';

describeE2e('polls started with the temporal command', () => {
  let bench: Workbench;

  beforeAll(async () => {
    bench = await Workbench.start({ agents: 'counting', tasks: 100, env: { AGENT_MS: '100' } });
    await bench.startWorker();
  });
  beforeEach(() => bench.admin('reset', {}));
  afterAll(() => bench?.close());

  const start = (verb: 'start' | 'execute', input: unknown) => {
    const target = ['--task-queue', 'encord-agents', '--type', 'pollStage'];
    return bench.temporal('workflow', verb, ...target, '--input', JSON.stringify(input), '--output', 'json');
  };

  it('a second start reports alreadyPolling and makes the first one list again', async () => {
    await start('start', { projectHash: bench.projectHash, stage: 'Agent 1', concurrency: 5 });
    const poll = bench.connection.client.workflow.getHandle(bench.canonicalId);
    await waitFor('the poll', () => poll.query(progressQuery).catch(() => undefined));
    const { result } = JSON.parse(await start('execute', { projectHash: bench.projectHash, stage: AGENT_1 }));
    expect(result).toMatchObject({
      status: 'alreadyPolling',
      workflowId: expect.stringMatching(/^[^/]+$/),
      stageTitle: 'Agent 1',
      listed: 0,
      advanced: 0,
    });
    await bench.admin('tasks', { projectHash: bench.projectHash, count: 7 });
    const report = await poll.result();
    expect(report).toMatchObject({ status: 'completed', advanced: 107, passes: 2 });
    expect(bench.stages).toEqual({ 'Agent 1': 0, Complete: 107 });
  });

  it('is found by its search attributes, and describes itself in the UI', async () => {
    await start('start', { projectHash: bench.projectHash, stage: 'Agent 1', concurrency: 5 });
    const poll = bench.connection.client.workflow.getHandle(bench.canonicalId);
    // Not of the run before: that one answers, too.
    await waitFor('some progress', () =>
      poll.query(progressQuery).then(
        ({ listed, advanced }) => listed === 100 && advanced < 100,
        () => false,
      ),
    );
    const query = `EncordProject = "${bench.projectHash}" AND EncordStage = "Agent 1" AND ExecutionStatus = "Running"`;
    const found = await waitFor('the run in the list', async () => {
      for await (const run of bench.connection.client.workflow.list({ query })) return run.workflowId;
      return undefined;
    });
    expect(found).toBe(bench.canonicalId);
    const metadata = await bench.temporal(
      'workflow',
      'metadata',
      '--workflow-id',
      bench.canonicalId,
      '--output',
      'json',
    );
    expect(metadata).toContain('**Demo / Agent 1**');
    expect(metadata).toContain('| listed | advanced |');
    await poll.signal(drainSignal);
    await poll.result();
  });

  it.each([
    [
      'no such project',
      { stage: 'Agent 1', projectHash: '00000000-0000-4000-8000-000000000000' },
      'UNAUTHORISED',
      /403/,
    ],
    [
      'no such stage',
      { stage: 'Agent 2' },
      'CONFIG',
      /has no stage "Agent 2". Its agent stages are "Agent 1" \(6011c844/,
    ],
    ['not an agent stage', { stage: 'Complete' }, 'CONFIG', /"Complete" .* no agent stage but DONE/],
    ['an unknown member', { stage: 'Agent 1', maxtasks: 3 }, 'CONFIG', /maxtasks.*known: .*maxTasks/],
    ['a wrong value', { stage: 'Agent 1', concurrency: 0 }, 'CONFIG', /"concurrency".*from 1 to 2000/],
    ['an empty list', { stage: 'Agent 1', dataHashes: [] }, 'CONFIG', /"dataHashes": must not be empty/],
  ])('%s fails the run at once', async (_, input, type, message) => {
    const handle = await bench.startPoll({ projectHash: bench.projectHash, ...input });
    const error = await handle.result().catch((failure: { cause: unknown }) => failure.cause);
    expect(error).toMatchObject({ type, message: expect.stringMatching(message), nonRetryable: true });
    expect(bench.stages).toEqual({ 'Agent 1': 100, Complete: 0 });
  });
});
