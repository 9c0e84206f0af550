import type { Dependency, DependencyMap } from './dependency.js';
import { DefinitionError } from './errors.js';

export interface PlannedDependency {
  readonly dependency: Dependency<unknown>;
  /** From the stage to the first place that asks for it, for error messages: `Agent 1 → metadata → owner`. */
  readonly path: string;
  /** The names that its `resolve` sees, each with the index of the planned dependency that it stands for. */
  readonly inputs: Readonly<Record<string, number>>;
}

export interface DependencyPlan {
  /** Every dependency once, after those that it needs itself: resolve in this order, release in the reverse one. */
  readonly order: readonly PlannedDependency[];
  /** The names that the agent sees, each with its index in `order`. */
  readonly names: Readonly<Record<string, number>>;
}

/**
 * Works out what an agent needs and in which order. The same object is resolved once and shared.
 * @throws DefinitionError for a cycle.
 */
export const planDependencies = (definition: {
  readonly name: string;
  readonly dependencies: DependencyMap;
}): DependencyPlan => {
  const order: PlannedDependency[] = [];
  const indices = new Map<Dependency<unknown>, number>();

  const planAll = (dependencies: DependencyMap, path: Path): Record<string, number> =>
    Object.fromEntries(
      Object.entries(dependencies).map(([name, dependency]) => [
        name,
        plan(dependency, { names: [...path.names, name], open: path.open }),
      ]),
    );

  const plan = (dependency: Dependency<unknown>, { names, open }: Path): number => {
    const path = names.join(' → ');
    if (open.includes(dependency)) throw new DefinitionError(`Cyclic dependency: ${path} needs itself.`);
    const known = indices.get(dependency);
    if (known !== undefined) return known;
    const inputs = planAll(dependency.dependencies, { names, open: [...open, dependency] });
    const index = order.push({ dependency, path, inputs }) - 1;
    indices.set(dependency, index);
    return index;
  };

  const names = planAll(definition.dependencies, { names: [definition.name], open: [] });
  return { order, names };
};

interface Path {
  readonly names: readonly string[];
  /** The dependencies on the way here: meeting one of them again is a cycle. */
  readonly open: readonly Dependency<unknown>[];
}
