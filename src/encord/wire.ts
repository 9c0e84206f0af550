/**
 * Encord's answers as they are on the wire: only the members that we read. Unknown members are ignored and `null` counts as absent,
 * so that a newer Encord does not break an older worker. What we send is built strictly, by the operations themselves.
 */
import { z } from 'zod';
import { parseDate } from './parse-date.js';

/** Uuids are compared as text all over: lower case, as Encord writes them. */
const uuid = z.string().transform((value) => value.toLowerCase());

const date = z.string().transform((text, context) => {
  const parsed = parseDate(text);
  if (parsed !== undefined) return parsed;
  context.issues.push({ code: 'custom', message: 'not a date', input: text });
  return z.NEVER;
});

export const pathwayWire = z.object({ uuid, title: z.string(), destinationUuid: uuid });

export const stageWire = z.object({
  stageType: z.string(),
  uuid,
  title: z.string(),
  pathways: z.array(pathwayWire).nullish(),
});

export const projectWire = z.object({
  projectHash: uuid,
  projectType: z.string(),
  title: z.string(),
  description: z.string().nullish(),
  ontologyHash: z.string(),
  workflow: z.object({ stages: z.array(stageWire) }).nullish(),
});
export type ProjectWire = z.input<typeof projectWire>;

export const ontologyWire = z.object({
  ontologyUuid: z.string(),
  title: z.string(),
  editor: z.record(z.string(), z.unknown()),
});
export type OntologyWire = z.input<typeof ontologyWire>;

export const taskWire = z.object({
  uuid,
  dataHash: uuid,
  dataTitle: z.string(),
  createdAt: date,
  updatedAt: date,
  // Absent for the tasks of some human stages, which we list only to see where a task went.
  status: z.string().nullish(),
  labelBranchName: z.string().nullish(),
  assignee: z.string().nullish(),
  lastActionedBy: z.string().nullish(),
});
export type TaskWire = z.input<typeof taskWire>;

export const pageWire = <T extends z.ZodType>(item: T) =>
  z.object({ results: z.array(item), nextPageToken: z.string().nullish() });
