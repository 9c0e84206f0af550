import { z } from 'zod';
import { describeValue, isPlainObject } from './describe-value.js';
import { DefinitionError } from './errors.js';

const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');

/** An object whose unknown members are a mistake that names the valid ones. */
export const optionsObject = <S extends z.ZodRawShape>(shape: S) =>
  z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `has no option ${quoted(issue.keys)}. Valid are ${quoted(Object.keys(shape))}.`
        : mustBe('an object of options', issue.input),
  });

/** A function, handed through as it is. */
export const functionOption = <F>() =>
  z.custom<F>((value) => typeof value === 'function', {
    error: (issue) => mustBe('a function', issue.input),
  });

export const mustBe = (expected: string, value: unknown): string =>
  `must be ${expected}, not ${describeValue(value)}.`;

/**
 * Options after their defaults.
 * @throws DefinitionError that begins with `subject` and says of every wrong option what it must be.
 */
export const parseOptions = <S extends z.ZodType>(
  schema: S,
  value: unknown,
  subject: string,
): z.output<S> => {
  if (!isPlainObject(value))
    throw new DefinitionError(`${subject}: the options ${mustBe('an object', value)}`);
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) =>
    path.length === 0 ? `${subject} ${message}` : `${subject}: "${path.join('.')}" ${message}`,
  );
  throw new DefinitionError(problems.join(' '));
};
