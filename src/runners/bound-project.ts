import { z } from 'zod';
import { checkProject } from '../agents/check-against-project.js';
import { describeValue } from '../agents/describe-value.js';
import { DefinitionError } from '../agents/errors.js';
import { functionOption, mustBe, optionsObject, parseOptions } from '../agents/option-schema.js';
import type { PreExecution } from '../agents/pre-execution.js';
import type { EncordClient } from '../encord/client.js';
import { isUuid, type Project } from '../encord/project.js';

export interface BoundRunnerOptions {
  readonly client: EncordClient;
  readonly preExecution?: PreExecution;
  /** Ends the request for the project. */
  readonly signal?: AbortSignal;
}

const options = optionsObject({
  client: z.custom<EncordClient>(
    (value) => typeof value === 'object' && value !== null && 'getProject' in value,
    { error: (issue) => mustBe('an EncordClient', issue.input) },
  ),
  preExecution: functionOption<PreExecution>().optional(),
  signal: z
    .custom<AbortSignal>((value) => value instanceof AbortSignal, {
      error: (issue) => mustBe('an AbortSignal', issue.input),
    })
    .optional(),
});

/** The project that a runner is made for, and the rest of the runner's options. */
export const fetchProject = async (
  projectHash: string,
  given: BoundRunnerOptions,
): Promise<{ readonly project: Project; readonly preExecution: PreExecution | undefined }> => {
  const { client, preExecution, signal } = parseOptions(options, given, 'Runner.forProject()');
  if (typeof projectHash !== 'string' || !isUuid(projectHash))
    throw new DefinitionError(
      `Runner.forProject(): a project hash is a uuid, not ${describeValue(projectHash)}.`,
    );
  const project = await client.getProject(projectHash, signal === undefined ? {} : { signal });
  const unfit = checkProject(project);
  if (unfit !== undefined) throw new DefinitionError(unfit);
  return { project, preExecution };
};
