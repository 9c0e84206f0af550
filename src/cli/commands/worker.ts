import type { Command } from '@commander-js/extra-typings';
import { readConfig, readEnvironment } from '../../config.js';
import { listenForInterruption } from '../interruption.js';
import {
  addressOption,
  domainOption,
  namespaceOption,
  sshKeyFileOption,
  taskQueueOption,
  whole,
  withOptions,
} from '../options.js';
import { printResult } from '../output.js';
import { startWorkerProcess } from '../worker-process.js';

export const addWorker = (program: Command): void => {
  program
    .command('worker')
    .description('run the agents of a module for every poll on the task queue, until SIGTERM or Ctrl-C')
    .option('--agents <file>', 'module that exports `runner`; TypeScript needs no build (ENCORD_AGENTS)')
    .option('--max-tasks <n>', 'tasks that run at the same time, 1..2000 (ENCORD_MAX_TASKS)', whole(1, 2000))
    .addOption(taskQueueOption)
    .addOption(addressOption)
    .addOption(namespaceOption)
    .addOption(sshKeyFileOption)
    .addOption(domainOption)
    .action(async (options) => {
      const env = withOptions(readEnvironment(), options);
      // A missing setting is said here and now; the warnings are the worker's to say.
      readConfig(env);
      const interruption = listenForInterruption();
      const worker = startWorkerProcess({ env, onResult: printResult });
      const stopped = interruption.happened.then(() => worker.stop());
      process.exitCode = await Promise.race([worker.exited, stopped]);
      interruption.dispose();
    });
};
