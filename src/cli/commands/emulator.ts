import type { Command } from '@commander-js/extra-typings';
import { builtInSeedNames, startEmulator } from '../../emulator/index.js';
import { removeEmulatorRecord, writeEmulatorRecord } from '../emulator-record.js';
import { listenForInterruption } from '../interruption.js';
import { ANY_COUNT, port, whole } from '../options.js';
import { printMessage, printResult } from '../output.js';

export const addEmulator = (program: Command): void => {
  program
    .command('emulator')
    .description('run a local Encord until SIGTERM or Ctrl-C')
    .option('--port <n>', 'port on 127.0.0.1; 0 takes any free one', port, 8400)
    .option(
      '--seed <name|file>',
      `what it starts with: ${builtInSeedNames.join(', ')}, or a JSON file`,
      'demo',
    )
    .option('--tasks <n>', 'how many tasks wait in the first project', whole(0, ANY_COUNT))
    .option('--page-size <n>', 'tasks per page, 1..1000', whole(1, 1000), 100)
    .option('--latency <ms>', 'delay of each answer', whole(0, 600_000), 0)
    .option('--state <folder>', 'folder where key and state outlive the emulator')
    .action(async (options) => {
      const interruption = listenForInterruption();
      const emulator = await startEmulator({
        port: options.port,
        seed: options.seed,
        pageSize: options.pageSize,
        latencyMs: options.latency,
        ...(options.tasks === undefined ? {} : { tasks: options.tasks }),
        ...(options.state === undefined ? {} : { stateDir: options.state }),
      });
      const { url, keyFile, projects } = emulator;
      try {
        await writeEmulatorRecord({ url, keyFile, projects });
        printResult(JSON.stringify({ url, keyFile, projects }));
        const titles = projects.map(({ title }) => `"${title}"`).join(', ');
        printMessage(`Encord emulator at ${url}, projects: ${titles || 'none'}. Ctrl-C ends it.`);
        await interruption.happened;
      } finally {
        await removeEmulatorRecord();
        await emulator.close();
        interruption.dispose();
      }
    });
};
