import { describe, expect, it } from 'vitest';
import { loadSeed } from './load-seed.js';
import { restoreSnapshot, writeSnapshot } from './snapshot.js';
import { EmulatorState } from './state.js';

describe('a snapshot', () => {
  it('brings tasks, histories, priorities, edits and added data back', async () => {
    const { blueprint, seed } = await loadSeed('two-stages', 3);
    const before = new EmulatorState(blueprint);
    const [project] = before.projects.values();
    const [task] = project?.tasks ?? [];
    const stage = project?.stages[2];
    if (project === undefined || task === undefined || stage === undefined)
      throw new Error('seed has changed');
    project.moveTask(task, { stage, by: 'action' });
    project.addTasks(2);
    project.editLabels(task.data);
    task.data.priority = 0;

    const after = new EmulatorState(blueprint);
    restoreSnapshot(writeSnapshot(before, seed), { state: after, seed });
    expect(after.describe()).toEqual(before.describe());
    const restored = after.projects.get(project.projectHash);
    expect(restored?.tasks).toEqual(project.tasks);
    // Ids of data that arrives later must be new ones.
    expect(restored?.addTasks(1)[0]?.uuid).toBe(project.addTasks(1)[0]?.uuid);
  });

  it('of another number of tasks is refused', async () => {
    const [three, four] = [await loadSeed('demo', 3), await loadSeed('demo', 4)];
    const text = writeSnapshot(new EmulatorState(three.blueprint), three.seed);
    const state = new EmulatorState(four.blueprint);
    expect(() => restoreSnapshot(text, { state, seed: four.seed })).toThrow(/made from another seed/);
  });
});
