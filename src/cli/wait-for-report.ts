import type { Environment } from '../config.js';
import type { Progress } from '../workflows/contract.js';
import { followUntil, showReport } from './follow-runs.js';
import { listenForInterruption } from './interruption.js';
import { LiveView } from './live-view.js';
import { printMessage, printResult } from './output.js';
import { EXIT, exitCodeOf, formatReport, type Report, toRunFailure } from './report.js';

export interface WaitOptions {
  readonly read: () => Promise<readonly Progress[]>;
  readonly workflowId: string;
  readonly result: Promise<Report>;
  readonly env: Environment;
  readonly json: boolean;
}

/** Live progress, then the report on stdout. Returns the exit code. Ctrl-C leaves the run running. */
export const waitForReport = async ({
  workflowId,
  result,
  read,
  env,
  json,
}: WaitOptions): Promise<number> => {
  const view = new LiveView({ env });
  const interruption = listenForInterruption();
  try {
    const left = interruption.happened.then(() => undefined);
    const report = await followUntil({ view, result: Promise.race([result, left]), read });
    if (report === undefined) {
      view.stop();
      printMessage(`${workflowId} goes on without us. See it with \`encord-temporal watch ${workflowId}\`.`);
      return EXIT.failed;
    }
    showReport(view, report);
    view.stop();
    printResult(json ? JSON.stringify(report) : formatReport(report));
    return exitCodeOf(report);
  } catch (error) {
    view.stop();
    const failure = toRunFailure(error);
    if (failure === undefined) throw error;
    if (failure.report !== undefined && !json) printResult(formatReport(failure.report));
    if (json) printResult(JSON.stringify(failure));
    printMessage(`${workflowId} failed: ${failure.code}: ${failure.message}`);
    return EXIT.failed;
  } finally {
    interruption.dispose();
  }
};
