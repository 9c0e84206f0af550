#!/usr/bin/env node
import { Command, CommanderError } from '@commander-js/extra-typings';
import { ConfigError, readEnvironment } from '../config.js';
import { addDemo } from './commands/demo.js';
import { addDoctor } from './commands/doctor.js';
import { addEmulator } from './commands/emulator.js';
import { addStages } from './commands/stages.js';
import { addStart } from './commands/start.js';
import { addStatus } from './commands/status.js';
import { addTemporal } from './commands/temporal.js';
import { addWatch } from './commands/watch.js';
import { addWorker } from './commands/worker.js';
import { ignoreClosedPipes, printMessage } from './output.js';
import { packageVersion } from './package-version.js';
import { EXIT } from './report.js';

const createProgram = (): Command => {
  const program = new Command('encord-temporal')
    .description('Encord task agents, made durable by Temporal')
    .version(packageVersion())
    .exitOverride()
    .showHelpAfterError('(--help shows the options)');
  for (const add of [
    addDemo,
    addWorker,
    addStart,
    addStatus,
    addWatch,
    addStages,
    addDoctor,
    addEmulator,
    addTemporal,
  ])
    add(program);
  return program;
};

const exitCodeOf = (error: unknown): number => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.wrongUse;
  return error instanceof ConfigError ? EXIT.wrongUse : EXIT.failed;
};

/** One clear line; whoever needs the stack sets DEBUG. */
const explain = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return readEnvironment().DEBUG === undefined ? error.message : (error.stack ?? error.message);
};

ignoreClosedPipes();
try {
  await createProgram().parseAsync();
} catch (error) {
  // Commander has already said what it had to say.
  if (!(error instanceof CommanderError)) printMessage(explain(error));
  process.exitCode = exitCodeOf(error);
}
