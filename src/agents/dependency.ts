import { DEPENDENCY } from './brand.js';
import { dependencyMap } from './dependency-map.js';
import { functionOption, optionsObject, parseOptions } from './option-schema.js';
import type { ReservedName } from './reserved-names.js';
import type { TaskContext } from './task-context.js';

/** How the attempt ended that a dependency was made for. */
export interface TaskEnd {
  readonly status: 'succeeded' | 'failed' | 'cancelled';
  /** What was thrown, unless it succeeded. */
  readonly error?: unknown;
}

/** A context whose dependencies' names and types only the user's code knows. */
export type ErasedContext = TaskContext & Readonly<Record<string, unknown>>;

/** A value that agents and other dependencies can ask for, and how to get it. Made by `dependency()`. */
export interface Dependency<T> {
  readonly [DEPENDENCY]: true;
  readonly dependencies: DependencyMap;
  readonly resolve: (context: ErasedContext) => T | Promise<T>;
  readonly release: ((value: unknown, end: TaskEnd) => unknown) | undefined;
}

/** Dependencies by the name under which they are asked for. */
export type DependencyMap = Readonly<Record<string, Dependency<unknown>>>;

/** Flattened, so that a hover shows fields and no machinery. */
type Flat<T> = { [K in keyof T]: T[K] } & {};

type ValueOf<D> = D extends Dependency<infer T> ? T : never;

/** What an agent or a dependency is called with that declares the dependencies `D`. */
export type AgentContext<D extends DependencyMap = {}> = Flat<
  TaskContext & { readonly [K in keyof D]: ValueOf<D[K]> }
>;

/** A reserved name turns its value's type into the sentence that the compiler prints. */
export type NoReserved<D> = {
  [K in keyof D]: K extends ReservedName
    ? `"${K & string}" is a reserved name of the task context: choose another name for this dependency`
    : D[K];
};

export interface DependencyDefinition<T, D extends DependencyMap> {
  /** What `resolve` needs itself, by the name under which it sees it. */
  readonly dependencies?: D & NoReserved<D>;
  /** Makes the value, once per attempt of a task: everyone who asks for this dependency gets the same one. */
  readonly resolve: (context: AgentContext<D>) => T | Promise<T>;
  /** Frees what `resolve` made, after the agent ended in whatever way; in reverse order, and awaited. */
  readonly release?: (value: T, end: TaskEnd) => unknown;
}

const definitionSchema = optionsObject({
  dependencies: dependencyMap.default(Object.freeze({})),
  resolve: functionOption<Dependency<unknown>['resolve']>(),
  release: functionOption<NonNullable<Dependency<unknown>['release']>>().optional(),
});

/**
 * Defines a dependency: plain frozen data. Nothing runs until a task needs it.
 * @throws DefinitionError for a reserved name, an unknown member, or something that is no dependency.
 */
export const dependency = <T, const D extends DependencyMap = {}>(
  definition: DependencyDefinition<T, D>,
): Dependency<T> => {
  const { dependencies, resolve, release } = parseOptions(definitionSchema, definition, 'dependency()');
  return Object.freeze({
    [DEPENDENCY]: true as const,
    dependencies,
    resolve: resolve as Dependency<T>['resolve'],
    release,
  });
};
