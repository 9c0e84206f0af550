/** How reports are told to a person, and what they mean for the exit code. */
import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { Counts, ProjectReport, StageReport } from '../workflows/contract.js';

export const EXIT = { done: 0, failed: 1, wrongUse: 2 } as const;

export type Report = StageReport | ProjectReport;

const isProjectReport = (report: Report): report is ProjectReport => 'rounds' in report;

/** 1 when the poll was stopped or a task failed; a stage that somebody else polls is no failure. */
export const exitCodeOf = (report: Report): number =>
  report.status === 'stopped' || report.failed > 0 || report.unfinished > 0 ? EXIT.failed : EXIT.done;

export const formatCounts = (counts: Partial<Counts>): string =>
  (['listed', 'advanced', 'stayed', 'failed', 'stale', 'unfinished'] as const)
    .filter((name) => counts[name] !== undefined)
    .map((name) => `${name} ${counts[name]}`)
    .join(', ');

/** Lines for stdout. */
export const formatReport = (report: Report): string => {
  if (!isProjectReport(report)) return formatStage(report).join('\n');
  const rounds = report.rounds === 1 ? '1 round' : `${report.rounds} rounds`;
  const end = report.stoppedBy === undefined ? report.status : `${report.status} by ${report.stoppedBy}`;
  return [
    ...report.stages.flatMap(formatStage),
    `Project ${report.projectHash}: ${end}, ${rounds}, ${seconds(report)} s`,
    `  ${formatCounts(report)}`,
  ].join('\n');
};

const formatStage = (report: StageReport): string[] => {
  if (report.status === 'alreadyPolling')
    return [`Stage "${report.stageTitle}" is already being polled; that poll was told to list it again.`];
  const end = report.stoppedBy === undefined ? report.status : `${report.status} by ${report.stoppedBy}`;
  const diverted = report.divertedOnFailure > 0 ? ` (${report.divertedOnFailure} sent along onFailure)` : '';
  const failures = report.failures.map(
    ({ dataTitle, code, message, attempts }) =>
      `  ${dataTitle}: ${code} after ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}: ${message}`,
  );
  return [
    `Stage "${report.stageTitle}": ${end}, ${seconds(report)} s`,
    `  ${formatCounts(report)}${diverted}`,
    ...failures,
    ...(report.failuresOmitted > 0 ? [`  … and ${report.failuresOmitted} more failures`] : []),
  ];
};

const seconds = ({ startedAt, finishedAt }: Pick<StageReport, 'startedAt' | 'finishedAt'>): string =>
  ((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000).toFixed(1);

export interface RunFailure {
  readonly status: 'failed';
  /** `CONFIG`, `UNAUTHORISED`, … */
  readonly code: string;
  readonly message: string;
  /** What was done before it failed. */
  readonly report?: Report;
}

/** What a failed workflow says; undefined for any other error. */
export const toRunFailure = (error: unknown): RunFailure | undefined => {
  if (!(error instanceof WorkflowFailedError)) return undefined;
  const { cause } = error;
  if (!(cause instanceof ApplicationFailure))
    return { status: 'failed', code: cause?.name ?? error.name, message: cause?.message ?? error.message };
  const [report] = cause.details ?? [];
  return {
    status: 'failed',
    code: cause.type ?? 'unknown',
    message: cause.message,
    ...(isReport(report) ? { report } : {}),
  };
};

const isReport = (value: unknown): value is Report =>
  typeof value === 'object' && value !== null && 'listed' in value && 'status' in value;
