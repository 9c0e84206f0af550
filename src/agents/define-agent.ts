import { isUuid } from '../encord/project.js';
import { planDependencies } from './dependency-order.js';
import { describeValue } from './describe-value.js';
import { DefinitionError } from './errors.js';
import type { AgentDefinition } from './stage-options.js';

/** @throws DefinitionError where `run` is no function, or for cyclic dependencies. */
export const defineAgent = (
  definition: Omit<AgentDefinition, 'run'> & { readonly run: unknown },
): AgentDefinition => {
  const { stage, name, run, dependencies, options } = definition;
  if (typeof run !== 'function')
    throw new DefinitionError(`The agent of stage "${name}" must be a function, not ${describeValue(run)}.`);
  planDependencies(definition);
  return Object.freeze({
    stage: isUuid(stage) ? stage.toLowerCase() : stage,
    name,
    run: run as AgentDefinition['run'],
    dependencies,
    options,
  });
};
