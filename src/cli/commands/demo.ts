import type { Command } from '@commander-js/extra-typings';
import { startPoll } from '../../client.js';
import { readEnvironment } from '../../config.js';
import type { StageReport } from '../../workflows/contract.js';
import { type DemoServices, startDemoServices } from '../demo-services.js';
import { followUntil, progressOf, showReport } from '../follow-runs.js';
import { listenForInterruption } from '../interruption.js';
import { LiveView } from '../live-view.js';
import { whole } from '../options.js';
import { printMessage, printResult } from '../output.js';
import { EXIT, formatReport } from '../report.js';
import { withTemporal } from '../temporal-session.js';

const STAGE = 'Agent 1';

export const addDemo = (program: Command): void => {
  program
    .command('demo')
    .description('see it work: a Temporal server, a local Encord, a worker and one poll, all on this machine')
    .option('--tasks <n>', 'how many tasks wait in the stage', whole(1, 100_000), 200)
    .option('--keep', 'leave everything up after the report, until Ctrl-C')
    .option('--json', 'print the report as one line of JSON')
    .action(async ({ tasks, keep = false, json = false }) => {
      const interruption = listenForInterruption();
      const closers: (() => Promise<void>)[] = [];
      const demo = runDemo({ tasks, keep, json, onClose: (close) => closers.push(close) });
      try {
        const interrupted = interruption.happened.then(() => undefined);
        const clean = await Promise.race([demo, interrupted]);
        if (clean !== undefined && keep) {
          printMessage('Everything stays up until Ctrl-C.');
          await interruption.happened;
        }
        if (clean === undefined) printMessage('Interrupted: ending what was started …');
        process.exitCode = clean ? EXIT.done : EXIT.failed;
      } finally {
        // What still starts while we end things is ended, too.
        const started = demo.then(
          () => undefined,
          () => undefined,
        );
        await closeAll(closers);
        await started;
        await closeAll(closers);
        interruption.dispose();
      }
    });
};

/** The last one started is ended first; one that fails to end does not keep the others alive. */
const closeAll = async (closers: (() => Promise<void>)[]): Promise<void> => {
  for (let close = closers.pop(); close !== undefined; close = closers.pop())
    await close().catch((error: unknown) => printMessage(String(error)));
};

interface DemoOptions {
  readonly tasks: number;
  readonly keep: boolean;
  readonly json: boolean;
  readonly onClose: (close: () => Promise<void>) => void;
}

/** Resolves to whether every task was advanced. */
const runDemo = async ({ tasks, keep, json, onClose }: DemoOptions): Promise<boolean> => {
  const services = await startDemoServices({ env: readEnvironment(), tasks, log: printMessage, onClose });
  const report = await pollOnce(services);
  const { uiUrl, temporalAddress } = services;
  if (json) {
    printResult(JSON.stringify({ ...report, uiUrl, temporalAddress, emulatorUrl: services.emulator.url }));
  } else {
    printResult(formatReport(report));
    printResult(
      uiUrl === undefined
        ? `Temporal server: ${temporalAddress}`
        : `Temporal web UI: ${uiUrl}${keep ? '' : ' (--keep leaves it up)'}`,
    );
    if (keep) for (const line of lookAround(services)) printResult(line);
    printResult(`advanced ${report.advanced}`);
  }
  return report.status === 'completed' && report.advanced === tasks && report.failed === 0;
};

const pollOnce = ({ env, emulator }: DemoServices): Promise<StageReport> =>
  withTemporal(env, async (connection) => {
    const [project] = emulator.projects;
    if (project === undefined) throw new Error('The emulator has no project.');
    const handle = await startPoll(connection, { projectHash: project.projectHash, stage: STAGE });
    printMessage(`Poll of "${STAGE}" in project "${project.title}": ${handle.workflowId}`);
    const view = new LiveView({ env });
    try {
      const read = progressOf(connection, handle.workflowId);
      const report = await followUntil({ view, result: handle.result(), read });
      showReport(view, report);
      return report;
    } finally {
      view.stop();
    }
  });

const lookAround = ({ emulator, temporalAddress }: DemoServices): string[] => [
  'Look around, in another terminal:',
  `  TEMPORAL_ADDRESS=${temporalAddress} npm run cli -- status`,
  `  TEMPORAL_ADDRESS=${temporalAddress} npm run cli -- start --project ${emulator.projects[0]?.projectHash}`,
  `  curl "${emulator.url}/__emulator/state?tasks=false"`,
];
