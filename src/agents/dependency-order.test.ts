import { describe, expect, it } from 'vitest';
import { DEPENDENCY } from './brand.js';
import { type Dependency, type DependencyMap, dependency } from './dependency.js';
import { planDependencies } from './dependency-order.js';

const plan = (dependencies: DependencyMap) => {
  const { order, names } = planDependencies({ name: 'Agent 1', dependencies });
  return { names, order: order.map(({ path, inputs }) => ({ path, inputs })) };
};

const owner = dependency({ resolve: () => 'o' });
const metadata = dependency({ dependencies: { owner }, resolve: () => 'm' });

describe('planDependencies', () => {
  it('is empty for an agent that asks for nothing', () => {
    expect(plan({})).toEqual({ order: [], names: {} });
  });

  it('puts what is needed first, with the path to it', () => {
    expect(plan({ metadata })).toEqual({
      names: { metadata: 1 },
      order: [
        { path: 'Agent 1 → metadata → owner', inputs: {} },
        { path: 'Agent 1 → metadata', inputs: { owner: 0 } },
      ],
    });
  });

  it('plans the same object once, under every name that asks for it', () => {
    const other = dependency({ dependencies: { boss: owner }, resolve: () => 'x' });
    expect(plan({ metadata, other, again: metadata, owner })).toEqual({
      names: { metadata: 1, other: 2, again: 1, owner: 0 },
      order: [
        { path: 'Agent 1 → metadata → owner', inputs: {} },
        { path: 'Agent 1 → metadata', inputs: { owner: 0 } },
        { path: 'Agent 1 → other', inputs: { boss: 0 } },
      ],
    });
  });

  it('keeps equal but different dependencies apart', () => {
    const twin = dependency({ resolve: owner.resolve });
    expect(plan({ owner, twin }).names).toEqual({ owner: 0, twin: 1 });
  });

  it('hands on the dependency itself', () => {
    const { order } = planDependencies({ name: 'Agent 1', dependencies: { metadata } });
    expect(order.map((planned) => planned.dependency)).toEqual([owner, metadata]);
  });

  it('names a cycle, which only a dependency made by other means can have', () => {
    const dependencies: Record<string, Dependency<unknown>> = {};
    const forged: Dependency<unknown> = {
      [DEPENDENCY]: true,
      dependencies,
      resolve: () => 1,
      release: undefined,
    };
    dependencies.b = dependency({ dependencies: { a: forged }, resolve: () => 2 });
    // `b` holds the frozen copy, `forged` the open record: together they go round.
    expect(() => plan({ a: forged })).toThrow('Cyclic dependency: Agent 1 → a → b → a needs itself.');
  });
});
