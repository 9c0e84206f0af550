import { describe, expect, it } from 'vitest';
import { CHUNK_BUDGET_MS, ChunkSize } from './chunk-size.js';

const plenty = { queued: 10_000, lanes: 10 };

/** The size after each of these chunks, whose tasks take `agentMs` each. */
const sizesAfter = (chunk: ChunkSize, agentMs: number, times: number): number[] =>
  Array.from({ length: times }, () => {
    const tasks = chunk.next(plenty);
    chunk.learn({ tasks, agentMs: tasks * agentMs });
    return chunk.size;
  });

describe('ChunkSize', () => {
  it('that is fixed never changes', () => {
    const chunk = new ChunkSize(7, 7);
    expect(sizesAfter(chunk, 0, 5)).toEqual([7, 7, 7, 7, 7]);
    expect(chunk.next({ queued: 2, lanes: 10 })).toBe(7);
  });

  it('auto at most doubles, up to 100, while tasks are fast', () => {
    const sizes = sizesAfter(new ChunkSize('auto', 5), 1, 30);
    for (const [index, size] of sizes.entries())
      expect(size).toBeLessThanOrEqual(2 * (sizes[index - 1] ?? 5));
    expect(sizes.at(-1)).toBe(100);
  });

  it('auto aims at half the time budget', () => {
    const chunk = new ChunkSize('auto', 5);
    sizesAfter(chunk, 20, 30);
    expect(chunk.size * 20).toBe(CHUNK_BUDGET_MS / 2);
  });

  it('auto shrinks at once when tasks become slow, and never below one', () => {
    const chunk = new ChunkSize('auto', 100);
    chunk.learn({ tasks: 20, agentMs: 20 * 100 });
    expect(chunk.size).toBe(5);
    chunk.learn({ tasks: 20, agentMs: 20 * 60_000 });
    expect(chunk.size).toBe(1);
  });

  it('auto judges by no less than five tasks', () => {
    const chunk = new ChunkSize('auto', 4);
    chunk.learn({ tasks: 4, agentMs: 0 });
    expect(chunk.size).toBe(4);
    chunk.learn({ tasks: 1, agentMs: 0 });
    expect(chunk.size).toBe(8);
  });

  it('auto spreads the end of the queue over the lanes', () => {
    const chunk = new ChunkSize('auto', 50);
    expect(chunk.next({ queued: 1000, lanes: 5 })).toBe(50);
    expect(chunk.next({ queued: 100, lanes: 5 })).toBe(20);
    expect(chunk.next({ queued: 100, lanes: 45 })).toBe(10);
    expect(chunk.next({ queued: 3, lanes: 45 })).toBe(1);
    expect(chunk.next({ queued: 0, lanes: 1 })).toBe(1);
  });
});
