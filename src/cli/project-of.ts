import { type Environment, findEmulator } from '../config.js';
import { printMessage } from './output.js';

export interface ProjectOfOptions {
  /** What the command line says. */
  readonly given: string | undefined;
  readonly env: Environment;
  /** The command, which ends with a usage error when there is no project. */
  readonly command: { error(message: string): never };
}

/** The project that was named; in the folder of a running emulator nobody has to type its project's hash. */
export const projectOf = ({ given, env, command }: ProjectOfOptions): string => {
  if (given !== undefined) return given;
  const [project] = findEmulator(env)?.projects ?? [];
  if (project === undefined) return command.error("error: required option '--project <hash>' not specified");
  printMessage(
    `No --project is given: using "${project.title}" of the local emulator (${project.projectHash}).`,
  );
  return project.projectHash;
};
