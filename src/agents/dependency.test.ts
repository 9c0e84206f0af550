import { describe, expect, it, vi } from 'vitest';
import { dependency } from './dependency.js';
import { DefinitionError } from './errors.js';

const title = dependency({ resolve: () => 'x' });

/** What plain JavaScript can call it with. */
const define = dependency as (definition: unknown) => unknown;

const messageOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (DefinitionError.isInstance(error)) return error.message;
    throw error;
  }
  return 'nothing was thrown';
};

describe('dependency', () => {
  it('is frozen data and calls nothing', () => {
    const resolve = vi.fn(() => 'x');
    const release = vi.fn();
    const made = dependency({ dependencies: { title }, resolve, release });
    expect(made).toMatchObject({ dependencies: { title }, resolve, release });
    expect([made, made.dependencies].every(Object.isFrozen)).toBe(true);
    expect(resolve).not.toHaveBeenCalled();
    expect(release).not.toHaveBeenCalled();
  });

  it('does not see later changes of what it was made from', () => {
    const dependencies: Record<string, typeof title> = { title };
    const made = dependency({ dependencies, resolve: () => 1 });
    dependencies.other = title;
    expect(Object.keys(made.dependencies)).toEqual(['title']);
  });

  it('takes dependencies made by another copy of the package', async () => {
    vi.resetModules();
    const copy = await import('./dependency.js');
    const foreign = copy.dependency({ resolve: () => 'y' });
    expect(dependency({ dependencies: { foreign }, resolve: () => 1 }).dependencies).toEqual({ foreign });
  });

  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'dependency(): the options must be an object, not undefined.'],
    ['a function', () => 1, 'dependency(): the options must be an object, not a function.'],
    ['no resolve', {}, 'dependency(): "resolve" must be a function, not undefined.'],
    ['a value', { resolve: 'x' }, 'dependency(): "resolve" must be a function, not the text "x".'],
    [
      'a wrong release',
      { resolve: () => 1, release: true },
      'dependency(): "release" must be a function, not true.',
    ],
    [
      'an unknown member',
      { resolve: () => 1, dispose: () => 2 },
      'dependency() has no option "dispose". Valid are "dependencies", "resolve", "release".',
    ],
    [
      'dependencies in a list',
      { resolve: () => 1, dependencies: [title] },
      'dependency(): "dependencies" must be an object of dependencies by name, not an array.',
    ],
    [
      'a reserved name',
      { resolve: () => 1, dependencies: { signal: title } },
      'dependency(): "dependencies.signal" is a reserved name of the task context: choose another name for this dependency.',
    ],
    [
      'a function for a dependency',
      { resolve: () => 1, dependencies: { title: () => 'x' } },
      'dependency(): "dependencies.title" must be a dependency made by dependency(), not a function.',
    ],
    [
      'two mistakes',
      { resolve: 1, dependencies: { title: null } },
      'dependency(): "dependencies.title" must be a dependency made by dependency(), not null. dependency(): "resolve" must be a function, not the number 1.',
    ],
  ])('refuses %s', (_, definition, message) => {
    expect(messageOf(() => define(definition))).toBe(message);
  });
});
