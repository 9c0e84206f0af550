import { join } from 'node:path';
import type { Command } from '@commander-js/extra-typings';
import { readEnvironment } from '../../config.js';
import { startDevServer } from '../dev-server.js';
import { listenForInterruption } from '../interruption.js';
import { port } from '../options.js';
import { printMessage, printResult } from '../output.js';
import { EXIT } from '../report.js';
import { findTemporalCli } from '../temporal-cli.js';

export const addTemporal = (program: Command): void => {
  program
    .command('temporal')
    .description("run Temporal's development server until SIGTERM or Ctrl-C")
    .option('--port <n>', 'port on 127.0.0.1', port, 7233)
    .option('--ui-port <n>', 'port of the web UI', port, 8233)
    .option('--db <file>', 'where workflows outlive the server', join('.encord-temporal', 'temporal.db'))
    .option('--ephemeral', 'keep nothing when it ends')
    .action(async (options) => {
      const interruption = listenForInterruption();
      const cli = await findTemporalCli({ env: readEnvironment(), log: printMessage });
      const server = await startDevServer({
        cliPath: cli.path,
        port: options.port,
        uiPort: options.uiPort,
        log: printMessage,
        ...(options.ephemeral ? {} : { dbFile: options.db }),
      });
      const { address, uiUrl } = server;
      printResult(JSON.stringify({ address, uiUrl }));
      const kept = options.ephemeral ? 'Nothing is kept.' : `Workflows are kept in ${options.db}.`;
      printMessage(`Temporal server at ${address}, web UI ${uiUrl}. ${kept} Ctrl-C ends it.`);
      await Promise.race([server.exited, interruption.happened]);
      if (!interruption.signal.aborted) {
        printMessage(`The Temporal server has ended by itself (exit code ${await server.exited}).`);
        process.exitCode = EXIT.failed;
      }
      await server.stop();
      interruption.dispose();
    });
};
