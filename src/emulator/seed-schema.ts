import { z } from 'zod';

/** Any uuid; compared as lower case text everywhere. */
const uuid = z.guid().transform((text) => text.toLowerCase());

const title = z.string().min(1);

/** The six stage types that a project workflow can show; router stages are not among them. */
export const STAGE_TYPES = [
  'ANNOTATION',
  'REVIEW',
  'CONSENSUS_ANNOTATION',
  'CONSENSUS_REVIEW',
  'DONE',
  'AGENT',
] as const;
export type StageType = (typeof STAGE_TYPES)[number];

export const ITEM_TYPES = [
  'image',
  'imageGroup',
  'imageSequence',
  'pdf',
  'audio',
  'plainText',
  'group',
  'video',
  'dicomSeries',
  'nifti',
] as const;
export type ItemType = (typeof ITEM_TYPES)[number];

const pathway = z.strictObject({ name: title, uuid: uuid.optional(), to: title });

const stage = z.strictObject({
  stageType: z.enum(STAGE_TYPES),
  title,
  uuid: uuid.optional(),
  /** Ways out of an agent stage. */
  pathways: z.array(pathway).optional(),
  /** Title of the stage that follows a human stage. */
  to: title.optional(),
});

const item = z.strictObject({
  /** `{i}` counts from 0. */
  title,
  type: z.enum(ITEM_TYPES),
  count: z.int().min(0).max(1_000_000).optional(),
  /** Pixels. */
  width: z.int().positive().optional(),
  height: z.int().positive().optional(),
  frames: z.int().positive().optional(),
  fps: z.number().positive().optional(),
  /** Seconds. */
  duration: z.number().positive().optional(),
  clientMetadata: z.record(z.string(), z.unknown()).optional(),
  get children() {
    return z.array(item).min(1).optional();
  },
});

const ontology = z.strictObject({
  ontologyHash: uuid.optional(),
  title,
  editor: z.record(z.string(), z.unknown()),
});

const dataset = z.strictObject({ datasetHash: uuid.optional(), title, data: z.array(item) });

const workflowTemplate = z.strictObject({
  uuid: uuid.optional(),
  title,
  /** Title of the stage where tasks begin. */
  start: title,
  stages: z.array(stage).min(1),
});

const project = z.strictObject({
  projectHash: uuid.optional(),
  title,
  /** Each of these names a hash or uuid of the same seed, or holds the object in place. */
  ontology: z.union([uuid, ontology]),
  datasets: z.array(z.union([uuid, dataset])),
  workflow: z.union([uuid, workflowTemplate]),
});

export const seedSchema = z.strictObject({
  ontologies: z.array(ontology).optional(),
  datasets: z.array(dataset).optional(),
  workflowTemplates: z.array(workflowTemplate).optional(),
  projects: z.array(project).optional(),
});

/** The state that an emulator starts from, as a person writes it. */
export type Seed = z.input<typeof seedSchema>;
export type ParsedSeed = z.output<typeof seedSchema>;
export type OntologySeed = z.output<typeof ontology>;
export type DatasetSeed = z.output<typeof dataset>;
export type ItemSeed = z.output<typeof item>;
export type WorkflowSeed = z.output<typeof workflowTemplate>;
export type StageSeed = z.output<typeof stage>;
