import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** One line per problem, each beginning with the path of the culprit: `[0].pathwayUuid: …`. */
export const describeIssues = (issues: readonly Issue[], parent: readonly PropertyKey[] = []): string[] =>
  issues.flatMap((issue) => {
    const path = [...parent, ...issue.path];
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => `${formatPath([...path, key])}: unknown member "${key}"`);
    }
    if (issue.code === 'invalid_union') {
      const branch = issue.errors.find((errors) => !isWrongKind(errors)) ?? [];
      if (branch.length > 0) return describeIssues(branch, path);
    }
    return [`${formatPath(path) || '(whole)'}: ${issue.message}`];
  });

/** True for the branch of a union that the value was not meant for, such as "not a string" for an object. */
const isWrongKind = (errors: readonly Issue[]): boolean =>
  errors.length === 1 && errors[0]?.code === 'invalid_type' && errors[0].path.length === 0;

export const formatPath = (path: readonly PropertyKey[]): string =>
  path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
