import type { Command } from '@commander-js/extra-typings';
import { type Environment, readEncordConfig, readEnvironment } from '../../config.js';
import { EncordClient } from '../../encord/client.js';
import { loadPrivateKey } from '../../encord/private-key.js';
import { agentStagesOf, type Project } from '../../encord/project.js';
import { domainOption, jsonOption, projectOption, sshKeyFileOption, withOptions } from '../options.js';
import { printMessage, printResult } from '../output.js';
import { projectOf } from '../project-of.js';

export const addStages = (program: Command): void => {
  program
    .command('stages')
    .description('show the agent stages of a project and their pathways')
    .addOption(projectOption)
    .addOption(jsonOption)
    .addOption(sshKeyFileOption)
    .addOption(domainOption)
    .action(async (options, command) => {
      const env = withOptions(readEnvironment(), { sshKeyFile: options.sshKeyFile, domain: options.domain });
      const projectHash = projectOf({ given: options.project, env, command });
      const project = await readProject(env, projectHash);
      printResult(options.json ? JSON.stringify(toJson(project)) : format(project));
    });
};

const readProject = async (env: Environment, projectHash: string): Promise<Project> => {
  const { encord, warnings } = readEncordConfig(env);
  for (const warning of warnings) printMessage(warning);
  const privateKey = await loadPrivateKey(encord.sshKey, encord.passphrase);
  // A person waits for this: not the two minutes that a worker would try.
  const client = new EncordClient({ privateKey, domain: encord.domain, repeatForMs: 10_000 });
  try {
    return await client.getProject(projectHash);
  } finally {
    await client.close();
  }
};

const toJson = (project: Project) => ({
  projectHash: project.projectHash,
  title: project.title,
  stages: agentStagesOf(project).map(({ uuid, title, pathways }) => ({
    uuid,
    title,
    pathways: pathways.map((pathway) => ({ uuid: pathway.uuid, name: pathway.name })),
  })),
});

const format = (project: Project): string => {
  const stages = agentStagesOf(project);
  const destinations = new Map(project.stages.map(({ uuid, title }) => [uuid, title]));
  return [
    `Project "${project.title}" ${project.projectHash}`,
    ...(stages.length === 0 ? ['It has no agent stage.'] : []),
    ...stages.flatMap((stage) => [
      `${stage.title}  ${stage.uuid}`,
      ...stage.pathways.map(
        ({ name, uuid, destinationUuid }) =>
          `  ${name}  ${uuid}  → ${destinations.get(destinationUuid) ?? destinationUuid}`,
      ),
    ]),
  ].join('\n');
};
