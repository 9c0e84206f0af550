import { setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import type { ResolvedPoll } from '../activities/contract.js';
import type { Progress } from './contract.js';
import type { Coordinator } from './coordinator.js';
import type { Rate } from './rate.js';

const SHOWN_FAILURES = 10;

export const toProgress = (resolved: ResolvedPoll, coordinator: Coordinator, rate: Rate): Progress => {
  const { waitingFor, state } = coordinator;
  return {
    canonicalId: workflowInfo().workflowId,
    projectHash: resolved.projectHash,
    stageUuid: resolved.stageUuid,
    stageTitle: resolved.stageTitle,
    listed: state.listed,
    ...coordinator.counts,
    ...coordinator.load,
    rate: rate.perSecond(),
    pass: state.pass,
    paused: state.paused,
    draining: coordinator.draining,
    concurrency: state.concurrency,
    ...(waitingFor === undefined ? {} : { waitingFor }),
  };
};

/** Markdown for the "User Metadata" page of the Temporal UI; costs nothing in the history. */
export const showDetails = (resolved: ResolvedPoll, coordinator: Coordinator, rate: Rate): void => {
  const progress = toProgress(resolved, coordinator, rate);
  const { failures, failuresOmitted } = coordinator.failures;
  const state = [
    progress.paused && 'paused',
    progress.draining && 'draining',
    progress.waitingFor && `waiting for ${progress.waitingFor}`,
  ].filter((text) => typeof text === 'string');
  const lines = [
    `**${resolved.projectTitle} / ${resolved.stageTitle}**, pass ${progress.pass}${state.length > 0 ? `: **${state.join(', ')}**` : ''}`,
    '',
    '| listed | advanced | stayed | failed | stale | in flight | queued | tasks/s | concurrency |',
    '|---|---|---|---|---|---|---|---|---|',
    `| ${progress.listed} | ${progress.advanced} | ${progress.stayed} | ${progress.failed} | ${progress.stale} | ` +
      `${progress.inFlight} | ${progress.queued} | ${progress.rate} | ${progress.concurrency} |`,
  ];
  const total = failures.length + failuresOmitted;
  if (total > 0) {
    lines.push('', `Failures (${Math.min(total, SHOWN_FAILURES)} of ${total})`);
    for (const { dataTitle, code, message } of failures.slice(-SHOWN_FAILURES))
      lines.push(`- ${dataTitle}: ${code}: ${message}`);
  }
  setCurrentDetails(lines.join('\n'));
};
