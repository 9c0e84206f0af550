import type { z } from 'zod';
import { describeIssues } from './describe-issues.js';
import { Refusal } from './refusal.js';

/** Query parameters as lists, checked. @throws Refusal 400 that names each unknown or wrong parameter. */
export const readQuery = <Output>(url: string, schema: z.ZodType<Output>): Output => {
  const { searchParams } = new URL(url);
  const values = Object.fromEntries(
    [...new Set(searchParams.keys())].map((key) => [key, searchParams.getAll(key)]),
  );
  return check(values, { what: 'Query', schema });
};

/** @throws Refusal 400 that names each unknown or wrong member. */
export const readBody = <Output>(bytes: ArrayBuffer, schema: z.ZodType<Output>): Output => {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new Refusal(400, 'Body: this is no JSON text in UTF-8');
  }
  return check(value, { what: 'Body', schema });
};

const check = <Output>(
  value: unknown,
  { what, schema }: { what: string; schema: z.ZodType<Output> },
): Output => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Refusal(400, `${what}: ${describeIssues(parsed.error.issues).join('; ')}`);
};
