import { describe, expect, it } from 'vitest';
import { attemptErrorOf } from '../../test/support/attempt.js';
import type { Json } from '../agents/task-context.js';
import { StepMemory } from './step-memory.js';

const remembering = (earlier: Readonly<Record<string, Json>> = {}) => {
  const remembered: string[] = [];
  const steps = new StepMemory(earlier, (results) => remembered.push(JSON.stringify(results)));
  /** What plain JavaScript can return. */
  const run = (name: string, fn: () => unknown) => steps.run(name, fn as () => Json);
  return { remembered, run };
};

const failing = async () => {
  throw new Error('no luck');
};

describe('StepMemory', () => {
  it('runs a step once and remembers its result with those before', async () => {
    const { run, remembered } = remembering();
    let runs = 0;
    const upload = () => ({ id: ++runs });
    expect(await run('upload', upload)).toEqual({ id: 1 });
    expect(await run('upload', upload)).toEqual({ id: 1 });
    expect(await run('notify', async () => true)).toBe(true);
    expect(remembered).toEqual(['{"upload":{"id":1}}', '{"upload":{"id":1},"notify":true}']);
  });

  it.each<Json>(['', 0, false, null, [], { a: undefined }])(
    'does not repeat a step that gave %j',
    async (result) => {
      const first = remembering();
      await first.run('s', () => result);
      const later = remembering(JSON.parse(first.remembered[0] ?? '') as Record<string, Json>);
      expect(await later.run('s', () => 'again')).toEqual(JSON.parse(JSON.stringify(result)));
    },
  );

  it('takes undefined for null, so that it is not repeated', async () => {
    const { run, remembered } = remembering();
    expect(await run('s', () => undefined)).toBeNull();
    expect(await run('s', () => 'again')).toBeNull();
    expect(remembered).toEqual(['{"s":null}']);
  });

  it('gives concurrent calls one run', async () => {
    const { run, remembered } = remembering();
    let runs = 0;
    const slow = async () => {
      await new Promise(setImmediate);
      return ++runs;
    };
    expect(await Promise.all([run('s', slow), run('s', slow), run('t', slow)])).toEqual([1, 1, 2]);
    expect(remembered).toHaveLength(2);
  });

  it('runs a step again that failed, and tells all who waited', async () => {
    const { run, remembered } = remembering();
    const settled = await Promise.allSettled([run('s', failing), run('s', failing)]);
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(remembered).toEqual([]);
    expect(await run('s', () => 'luck')).toBe('luck');
  });

  it('keeps a copy that the agent cannot change', async () => {
    const { run, remembered } = remembering();
    const list = (await run('list', () => ['a'])) as string[];
    list.push('b');
    await run('next', () => 1);
    expect(remembered.at(-1)).toBe('{"list":["a"],"next":1}');
    expect(await run('list', () => [])).toEqual(['a']);
  });

  const cycle: { self?: unknown } = {};
  cycle.self = cycle;
  it.each<[string, unknown]>([
    ['a function', () => 1],
    ['a symbol', Symbol('x')],
    ['a big integer', 1n],
    ['a cycle', cycle],
  ])('refuses %s', async (_, result) => {
    const { run, remembered } = remembering();
    const error = await attemptErrorOf(run('s', () => result));
    expect(error).toMatchObject({
      code: 'AGENT_ERROR',
      message:
        'The result of step "s" is no JSON value; at most 65536 bytes are remembered. Return an id, not the thing.',
    });
    expect(remembered).toEqual([]);
  });

  it('remembers 64 KB of JSON, counted in bytes, and no more', async () => {
    const { run, remembered } = remembering();
    await run('fits', () => 'ü'.repeat(32 * 1024 - 1));
    expect(remembered).toHaveLength(1);
    const error = await attemptErrorOf(run('too large', () => 'ü'.repeat(32 * 1024)));
    expect(error.message).toContain('The result of step "too large" has 65538 bytes of JSON');
    expect(remembered).toHaveLength(1);
  });
});
