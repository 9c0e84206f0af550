import { type AgentContext, type Project, RejectTask, Runner, type TaskContext } from 'encord-temporal';

const runner = new Runner({ preExecution: ({ project, stages }) => `${project.title} ${stages.length}` });

runner.stage('Agent 1', async ({ task, attempt }) => (attempt > 1 ? undefined : task.dataTitle));
runner.stage('Agent 2', ({ task, log }) => log.info(`nothing to do for ${task.dataTitle}`));
runner.stage('Agent 3', async ({ task }) => {
  if (task.status === 'SKIPPED') return 'complete';
  if (task.assignee !== undefined) throw new RejectTask(`${task.assignee} is at it`);
  return;
});
runner.stage('Agent 4', { timeout: '5 minutes', heartbeatTimeout: 500, maxAttempts: 1 }, async () => null);
runner.stage(
  'Agent 5',
  { backoff: { initialInterval: '1s' }, tasksPerActivity: 'auto', overwrite: true, taskQueue: 'gpu' },
  async ({ step, signal, idempotencyKey, heartbeat }) => {
    const id: string = await step('upload', async () => idempotencyKey);
    const uploaded: { id: string; bytes: number } = await step('measure', () => ({ id, bytes: 3 }));
    heartbeat();
    if (signal.aborted) return { priority: 0 };
    return { pathway: uploaded.id, priority: signal.aborted ? 1 : undefined };
  },
);

// What comes from outside has any type: it is checked when it runs.
runner.stage('Agent 6', async () => JSON.parse('"complete"'));

// Agents can be written anywhere.
const byTitle = async ({ task }: TaskContext) => task.dataTitle;
const byProject = ({ project }: { project: Project }) => project.title;
const bySize = ({ task }: AgentContext) => ({ pathway: task.dataHash });
runner.stage('Agent 7', byTitle);
runner.stage('Agent 8', { maxAttempts: 2 }, byProject);
runner.stage('Agent 9', bySize);

// The agent itself comes back, so that a test can call it.
const agent = runner.stage('Agent 10', () => 'complete');
export const returned = (context: AgentContext): string | Promise<string> => agent(context);
const wrapped = runner.stage('Agent 11')(byTitle);
export const returnedByWrapped = (context: AgentContext): string | Promise<string> => wrapped(context);

export const bound: Promise<Runner> = Runner.forProject('00000000-0000-0000-0000-000000000000', {
  client: {} as Parameters<typeof Runner.forProject>[1]['client'],
});
