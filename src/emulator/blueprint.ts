import type { ItemType, StageType } from './seed-schema.js';

/** What a seed says, with all references followed and all ids made; never changed afterwards. */
export interface Blueprint {
  readonly ontologies: readonly Ontology[];
  readonly projects: readonly ProjectBlueprint[];
}

export interface Ontology {
  readonly ontologyHash: string;
  readonly title: string;
  /** The editor JSON, as in the seed. */
  readonly editor: Readonly<Record<string, unknown>>;
}

export interface ProjectBlueprint {
  readonly projectHash: string;
  readonly title: string;
  readonly ontology: Ontology;
  readonly datasets: readonly Dataset[];
  readonly workflow: Workflow;
}

export interface Dataset {
  readonly datasetHash: string;
  readonly title: string;
  readonly units: readonly UnitBlueprint[];
}

export interface UnitBlueprint {
  readonly dataHash: string;
  readonly title: string;
  readonly type: ItemType;
}

export interface Workflow {
  /** Where tasks begin. */
  readonly start: Stage;
  readonly stages: readonly Stage[];
}

export interface Stage {
  readonly uuid: string;
  readonly title: string;
  readonly type: StageType;
  /** Empty for all but agent stages. */
  readonly pathways: readonly Pathway[];
}

export interface Pathway {
  readonly uuid: string;
  readonly name: string;
  readonly destinationUuid: string;
}
