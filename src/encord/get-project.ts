import type { z } from 'zod';
import { apiPath } from './api-path.js';
import type { AgentStage, Project, Stage } from './project.js';
import type { CallOptions } from './send.js';
import type { Transport } from './transport.js';
import { ontologyWire, projectWire, type stageWire } from './wire.js';

/** A project and its ontology: two requests. */
export const getProject = async (
  transport: Transport,
  projectHash: string,
  options?: CallOptions,
): Promise<Project> => {
  const get = { method: 'GET', idempotent: true } as const;
  const project = await transport.request(
    { ...get, path: apiPath('projects', projectHash), answer: projectWire },
    options,
  );
  const ontology = await transport.request(
    { ...get, path: apiPath('ontologies', project.ontologyHash), answer: ontologyWire },
    options,
  );
  return {
    projectHash: project.projectHash,
    type: project.projectType,
    title: project.title,
    description: project.description ?? '',
    ontologyHash: project.ontologyHash,
    ontology: ontology.editor,
    stages: (project.workflow?.stages ?? []).map(toStage),
  };
};

const toStage = ({ uuid, title, stageType, pathways }: z.output<typeof stageWire>): Stage | AgentStage => {
  if (stageType !== 'AGENT') return { uuid, title, type: stageType };
  return {
    uuid,
    title,
    type: 'AGENT',
    pathways: (pathways ?? []).map((pathway) => ({
      uuid: pathway.uuid,
      name: pathway.title,
      destinationUuid: pathway.destinationUuid,
    })),
  };
};
