import { describe, expect, it } from 'vitest';
import type { Stage } from './blueprint.js';
import { listTasks, type TaskQuery } from './list-tasks.js';
import { loadSeed } from './load-seed.js';
import type { Project } from './project.js';
import { STAGE_TYPES } from './seed-schema.js';
import { EmulatorState } from './state.js';

const start = async (tasks = 7): Promise<{ project: Project; from: Stage; to: Stage }> => {
  const { blueprint } = await loadSeed('demo', tasks);
  const [project] = new EmulatorState(blueprint).projects.values();
  const [from, to] = project?.stages ?? [];
  if (project === undefined || from === undefined || to === undefined) throw new Error('demo has changed');
  return { project, from, to };
};

const titles = (project: Project, stage: Stage, query: TaskQuery): unknown[] =>
  listTasks(project, { stage, query, pageSize: 100 }).results.map((task) => task['dataTitle']);

describe('listTasks', () => {
  it('loses and repeats nothing while listed tasks leave', async () => {
    const { project, from, to } = await start();
    const seen: unknown[] = [];
    let pageToken: string | undefined;
    do {
      const page = listTasks(project, { stage: from, query: { pageToken }, pageSize: 2 });
      for (const { uuid } of page.results) {
        seen.push(uuid);
        const task = project.tasksByUuid.get(String(uuid));
        if (task !== undefined) project.moveTask(task, { stage: to, by: 'action' });
      }
      pageToken = page.nextPageToken ?? undefined;
    } while (pageToken !== undefined);
    expect(seen).toEqual(project.tasks.map(({ uuid }) => uuid));
    expect(listTasks(project, { stage: from, query: {}, pageSize: 2 })).toEqual({
      results: [],
      nextPageToken: null,
    });
  });

  it('gives no token on the last full page', async () => {
    const { project, from } = await start(4);
    const first = listTasks(project, { stage: from, query: {}, pageSize: 2 });
    const pageToken = first.nextPageToken ?? undefined;
    expect(pageToken).toBeTypeOf('string');
    expect(listTasks(project, { stage: from, query: { pageToken }, pageSize: 2 }).nextPageToken).toBeNull();
  });

  it('refuses a token of another stage, or an altered one', async () => {
    const { project, from, to } = await start();
    const { nextPageToken } = listTasks(project, { stage: from, query: {}, pageSize: 2 });
    const list = (stage: Stage, pageToken: string) => () =>
      listTasks(project, { stage, query: { pageToken }, pageSize: 2 });
    expect(list(to, nextPageToken ?? '')).toThrow('was not given out for stage "Complete"');
    for (const token of ['', '2', `${nextPageToken}=`, `x${nextPageToken}`]) {
      expect(list(from, token)).toThrow(`"${token}" was not given out for stage "Agent 1"`);
    }
  });

  it('filters: any value of one kind, all kinds together', async () => {
    const { project, from } = await start();
    const hash = (index: number): string => project.tasks[index]?.data.dataHash ?? '';
    for (const index of [1, 2]) {
      const task = project.tasks[index];
      if (task !== undefined) Object.assign(task, { assignee: 'ann@example.com', status: 'ASSIGNED' });
    }
    const [dataset] = project.blueprint.datasets;
    expect(titles(project, from, { dataHashes: [hash(4), hash(2), hash(4)] })).toEqual([
      'image_2.jpg',
      'image_4.jpg',
    ]);
    expect(titles(project, from, { dataTitleContains: '_3.' })).toEqual(['image_3.jpg']);
    expect(titles(project, from, { userEmails: ['ann@example.com', 'bob@example.com'] })).toHaveLength(2);
    expect(titles(project, from, { statuses: ['ASSIGNED'] })).toHaveLength(2);
    expect(titles(project, from, { statuses: ['NEW', 'ASSIGNED'] })).toHaveLength(7);
    expect(titles(project, from, { datasetHashes: [dataset?.datasetHash ?? ''] })).toHaveLength(7);
    expect(titles(project, from, { datasetHashes: [hash(0)] })).toEqual([]);
    expect(titles(project, from, { dataHashes: [hash(1), hash(3)], statuses: ['ASSIGNED'] })).toEqual([
      'image_1.jpg',
    ]);
  });

  it('shows each type of stage in its own shape', async () => {
    const { project, to } = await start(1);
    const [task] = project.tasks;
    if (task === undefined) throw new Error('no task');
    const members = Object.fromEntries(
      STAGE_TYPES.map((type) => {
        const stage = { ...to, type };
        project.moveTask(task, { stage, by: 'admin' });
        const [shown] = listTasks(project, { stage, query: {}, pageSize: 1 }).results;
        return [type, Object.keys(shown ?? {}).slice(5)];
      }),
    );
    expect(members).toEqual({
      AGENT: ['status', 'labelBranchName', 'assignee', 'lastActionedBy'],
      ANNOTATION: ['status', 'labelBranchName', 'assignee'],
      REVIEW: ['status', 'assignee'],
      CONSENSUS_ANNOTATION: ['subtasks'],
      CONSENSUS_REVIEW: ['status', 'assignee', 'options'],
      DONE: [],
    });
  });
});
