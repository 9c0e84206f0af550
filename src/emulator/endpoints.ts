import { z } from 'zod';
import type { Stage } from './blueprint.js';
import { listTasks, taskQuerySchema } from './list-tasks.js';
import type { Operation } from './operations.js';
import type { Project } from './project.js';
import { toOntologyWire, toProjectWire } from './project-wire.js';
import { readBody, readQuery } from './read-input.js';
import { Refusal } from './refusal.js';
import type { EmulatorState } from './state.js';
import {
  actionsSchema,
  moveTasks,
  moveTasksSchema,
  prioritiesSchema,
  setPriorities,
  takePathways,
} from './update-tasks.js';

/** One request whose signature was checked. */
export interface Call {
  readonly state: EmulatorState;
  readonly pageSize: number;
  readonly url: string;
  readonly body: ArrayBuffer;
  /** The variable parts of the path. */
  readonly parameters: Readonly<Record<string, string>>;
}

export interface Endpoint {
  readonly operation: Operation;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** The JSON of a 200, or undefined for a 204. @throws Refusal */
  readonly carryOut: (call: Call) => object | undefined;
}

const noQuery = z.strictObject({});

/** What the emulator can do: all of it is here. */
export const endpoints: readonly Endpoint[] = [
  {
    operation: 'GET project',
    method: 'GET',
    path: '/v2/public/projects/:project',
    carryOut: (call) => {
      readQuery(call.url, noQuery);
      return toProjectWire(findProject(call));
    },
  },
  {
    operation: 'GET ontology',
    method: 'GET',
    path: '/v2/public/ontologies/:ontology',
    carryOut: (call) => {
      readQuery(call.url, noQuery);
      const ontology = call.state.ontologies.get(parameter(call, 'ontology'));
      if (ontology === undefined) throw noAccess(call, 'ontology');
      return toOntologyWire(ontology, call.state.ontologiesCreatedAt);
    },
  },
  {
    operation: 'GET tasks',
    method: 'GET',
    path: '/v2/public/projects/:project/workflow/stages/:stage/tasks',
    carryOut: (call) => {
      const { project, stage } = findStage(call);
      const query = readQuery(call.url, taskQuerySchema[stage.type]);
      return listTasks(project, { stage, query, pageSize: call.pageSize });
    },
  },
  {
    operation: 'POST actions',
    method: 'POST',
    path: '/v2/public/projects/:project/workflow/stages/:stage/actions',
    carryOut: (call) => {
      const { project, stage } = findStage(call);
      readQuery(call.url, noQuery);
      if (stage.type !== 'AGENT') {
        throw new Refusal(
          501,
          `Stage "${stage.title}" is of type ${stage.type}: the emulator has actions for AGENT stages only.`,
        );
      }
      takePathways(project, { stage, actions: readBody(call.body, actionsSchema) });
      return undefined;
    },
  },
  {
    operation: 'POST move-tasks',
    method: 'POST',
    path: '/v2/public/projects/:project/workflow/stages/:stage/move-tasks',
    carryOut: (call) => {
      const { project, stage } = findStage(call);
      readQuery(call.url, noQuery);
      moveTasks(project, { stage, ...readBody(call.body, moveTasksSchema) });
      return undefined;
    },
  },
  {
    operation: 'POST priorities',
    method: 'POST',
    path: '/v2/public/projects/:project/priorities',
    carryOut: (call) => {
      const project = findProject(call);
      readQuery(call.url, noQuery);
      setPriorities(project, readBody(call.body, prioritiesSchema));
      return undefined;
    },
  },
];

const parameter = (call: Call, name: string): string => (call.parameters[name] ?? '').toLowerCase();

/** Encord does not tell what is missing from what one may not see, nor a malformed id from either. */
const noAccess = (call: Call, kind: 'project' | 'ontology'): Refusal =>
  new Refusal(403, `There is no ${kind} "${call.parameters[kind]}", or this key has no access to it.`);

const findProject = (call: Call): Project => {
  const project = call.state.projects.get(parameter(call, 'project'));
  if (project === undefined) throw noAccess(call, 'project');
  return project;
};

const findStage = (call: Call): { project: Project; stage: Stage } => {
  const project = findProject(call);
  const stage = project.stage(parameter(call, 'stage'));
  if (stage === undefined) {
    throw new Refusal(404, `Project "${project.title}" has no stage "${call.parameters['stage']}".`);
  }
  return { project, stage };
};
