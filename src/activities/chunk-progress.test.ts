import { describe, expect, it } from 'vitest';
import { AttemptError, type FailureCode } from '../execution/failure.js';
import { ChunkProgress } from './chunk-progress.js';

const EMPTY = { finished: 0, agentMs: 0, updates: [], failures: [], again: [] };
const failed = (code: FailureCode, maxAttempts = 4) => {
  const progress = new ChunkProgress(undefined);
  progress.failed(new AttemptError(code, 'why'), { elapsedMs: 1, maxAttempts });
  const { failures, again } = progress.result;
  return { failures, again };
};

describe('ChunkProgress', () => {
  it('names tasks by their index, and equal updates once', () => {
    const progress = new ChunkProgress(undefined);
    progress.succeeded({ pathwayUuid: 'p' }, 1.004);
    progress.succeeded({}, 2);
    progress.succeeded({ pathwayUuid: 'p', priority: 0 }, 3);
    progress.failed(new AttemptError('REJECTED', 'blurred'), { elapsedMs: 4, maxAttempts: 4 });
    progress.succeeded({ pathwayUuid: 'p' }, 5);
    progress.succeeded({}, 6);
    expect(progress.result).toEqual({
      finished: 6,
      agentMs: 21,
      updates: [
        [{ pathwayUuid: 'p' }, [0, 4]],
        [{}, [1, 5]],
        [{ pathwayUuid: 'p', priority: 0 }, [2]],
      ],
      failures: [[3, 'REJECTED', 'blurred']],
      again: [],
    });
  });

  it.each<[FailureCode, number]>([
    ['AGENT_ERROR', 1],
    ['TIMEOUT', 1],
    ['UNAVAILABLE', 0],
    ['RATE_LIMITED', 0],
  ])('hands back what failed with %s, after %i attempt', (code, attempts) => {
    expect(failed(code)).toEqual({ failures: [], again: [[0, attempts]] });
  });

  it.each<FailureCode>(['REJECTED', 'INVALID_OUTCOME', 'FORBIDDEN', 'STALE'])('gives up on %s', (code) => {
    expect(failed(code)).toEqual({ failures: [[0, code, 'why']], again: [] });
  });

  it('gives up after the only attempt, but not for what does not count', () => {
    expect(failed('AGENT_ERROR', 1)).toEqual({ failures: [[0, 'AGENT_ERROR', 'why']], again: [] });
    expect(failed('UNAVAILABLE', 1)).toEqual({ failures: [], again: [[0, 0]] });
  });

  it('goes on from a check-point that went through JSON, and hands back the rest', () => {
    const before = new ChunkProgress(undefined);
    before.succeeded({ priority: 0.5 }, 1);
    before.failed(new AttemptError('AGENT_ERROR', 'x'), { elapsedMs: 1, maxAttempts: 4 });
    const after = new ChunkProgress(JSON.parse(JSON.stringify(before.result)));
    after.handBack(4);
    expect(after.result).toEqual({
      finished: 4,
      agentMs: 2,
      updates: [[{ priority: 0.5 }, [0]]],
      failures: [],
      again: [
        [1, 1],
        [2, 0],
        [3, 0],
      ],
    });
  });

  it.each([
    [undefined],
    [null],
    ['x'],
    [{}],
    [{ ...EMPTY, finished: '1' }],
    [{ ...EMPTY, updates: [[{ pathwayUuid: null }, [0]]] }],
    [{ uncounted: 1, steps: {} }],
  ])('starts anew from %j', (checkpoint) => {
    expect(new ChunkProgress(checkpoint).result).toEqual(EMPTY);
  });
});
