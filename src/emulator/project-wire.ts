import type { Ontology, Stage } from './blueprint.js';
import type { Project } from './project.js';

const OWNER = 'owner@example.com';
/** 0: administrator. */
const USER_ROLE = 0;

export const toProjectWire = (project: Project): Record<string, unknown> => ({
  projectHash: project.projectHash,
  projectType: 'workflow',
  status: 'inProgress',
  title: project.title,
  description: '',
  createdAt: project.createdAt,
  creatorEmail: OWNER,
  lastEditedAt: project.createdAt,
  ontologyHash: project.blueprint.ontology.ontologyHash,
  editorOntology: project.blueprint.ontology.editor,
  userRole: USER_ROLE,
  sourceProjects: null,
  workflowManagerUuid: null,
  workflow: { stages: project.stages.map(toStageWire) },
});

const toStageWire = (stage: Stage): Record<string, unknown> => ({
  stageType: stage.type,
  uuid: stage.uuid,
  title: stage.title,
  ...(stage.type === 'AGENT' ? { pathways: stage.pathways.map(toPathwayWire) } : {}),
});

const toPathwayWire = ({
  uuid,
  name,
  destinationUuid,
}: Stage['pathways'][number]): Record<string, unknown> => ({
  uuid,
  title: name,
  destinationUuid,
});

export const toOntologyWire = (ontology: Ontology, createdAt: string): Record<string, unknown> => ({
  ontologyUuid: ontology.ontologyHash,
  title: ontology.title,
  description: '',
  editor: ontology.editor,
  createdAt,
  lastEditedAt: createdAt,
  userRole: USER_ROLE,
});
