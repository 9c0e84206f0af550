import { z } from 'zod';
import { DEPENDENCY, hasBrand } from './brand.js';
import type { DependencyMap } from './dependency.js';
import { isPlainObject } from './describe-value.js';
import { mustBe } from './option-schema.js';
import { isReservedName } from './reserved-names.js';

/** The `dependencies` that a stage or a dependency declares, copied and frozen. */
export const dependencyMap = z.unknown().transform((value, context): DependencyMap => {
  if (!isPlainObject(value)) {
    context.addIssue(mustBe('an object of dependencies by name', value));
    return z.NEVER;
  }
  for (const [name, dependency] of Object.entries(value)) {
    const message = problemOf(name, dependency);
    if (message !== undefined) context.addIssue({ code: 'custom', path: [name], message });
  }
  return Object.freeze({ ...(value as DependencyMap) });
});

const problemOf = (name: string, dependency: unknown): string | undefined => {
  if (isReservedName(name))
    return 'is a reserved name of the task context: choose another name for this dependency.';
  if (hasBrand(dependency, DEPENDENCY)) return undefined;
  return mustBe('a dependency made by dependency()', dependency);
};
