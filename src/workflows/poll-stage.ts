import { defineSearchAttributeKey } from '@temporalio/common';
import {
  ApplicationFailure,
  CancellationScope,
  continueAsNew,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { PollStageInput, ResolvedPoll } from '../activities/contract.js';
import { orFail } from './activity-failure.js';
import {
  drainSignal,
  failuresQuery,
  pauseSignal,
  progressQuery,
  refreshSignal,
  resumeSignal,
  type StageReport,
  setConcurrencySignal,
  setConcurrencyUpdate,
  stagePollId,
} from './contract.js';
import { Coordinator } from './coordinator.js';
import { showDetails, toProgress } from './poll-details.js';
import { initialState, type PollCarry } from './poll-state.js';
import { pollActivities } from './proxies.js';
import { Rate } from './rate.js';
import { reportSignal } from './slice-contract.js';
import { trigger } from './trigger.js';
import { isConcurrency, validateConcurrency } from './validate-concurrency.js';

/**
 * Polls an agent stage: runs its agent on every waiting task and sends the tasks along. Under any id but the canonical one it is a
 * trigger, which starts the poll as a child under that id, so that two polls of a stage cannot overlap whoever starts them.
 */
export async function pollStage(input: PollStageInput, carry?: PollCarry): Promise<StageReport> {
  const resolved = carry?.resolved ?? (await orFail(pollActivities['encord.resolveStage'](input)));
  if (workflowInfo().workflowId !== stagePollId(resolved.projectHash, resolved.stageUuid))
    return trigger(input, resolved);
  return poll(input, { ...carry, resolved });
}

const poll = async (input: PollStageInput, { resolved, state }: PollCarry): Promise<StageReport> => {
  const rate = new Rate();
  const coordinator: Coordinator = new Coordinator(
    resolved,
    state ?? initialState(resolved, Date.now()),
    () => {
      const { advanced, stayed, failed, stale } = coordinator.counts;
      rate.sample(advanced + stayed + failed + stale, Date.now());
      showDetails(resolved, coordinator, rate);
    },
  );
  setHandler(pauseSignal, () => coordinator.pause(true));
  setHandler(resumeSignal, () => coordinator.pause(false));
  setHandler(drainSignal, () => coordinator.drain('drain'));
  setHandler(refreshSignal, () => coordinator.refresh());
  setHandler(reportSignal, (report) => coordinator.onReport(report));
  setHandler(progressQuery, () => toProgress(resolved, coordinator, rate));
  setHandler(failuresQuery, () => ({ canonicalId: workflowInfo().workflowId, ...coordinator.failures }));
  setHandler(setConcurrencyUpdate, (concurrency) => coordinator.setConcurrency(concurrency), {
    validator: validateConcurrency,
  });
  // A trigger's way to forward the update. A wrong value is ignored: a signal cannot be refused, only the whole poll could fail.
  setHandler(setConcurrencySignal, (concurrency) => {
    if (isConcurrency(concurrency)) coordinator.setConcurrency(concurrency);
  });
  if (state === undefined) setSearchAttributes(resolved);
  showDetails(resolved, coordinator, rate);

  const end = await coordinator.run();
  if (end.kind === 'failed')
    throw ApplicationFailure.nonRetryable(end.fatal.message, end.fatal.code, end.report);
  if (end.kind === 'done') return end.report;
  // A cancellation or a drain that came after the run had decided to go on.
  if (CancellationScope.current().consideredCancelled) coordinator.drain('cancel');
  if (coordinator.draining) return coordinator.report();
  return continueAsNew<typeof pollStage>(input, { resolved, state: coordinator.carry(end.pass) });
};

/** Once is enough: they outlive continue-as-new. */
const setSearchAttributes = ({ searchAttributes, projectHash, stageTitle }: ResolvedPoll): void => {
  if (searchAttributes === undefined) return;
  upsertSearchAttributes([
    { key: defineSearchAttributeKey(searchAttributes.project, 'KEYWORD'), value: projectHash },
    { key: defineSearchAttributeKey(searchAttributes.stage, 'KEYWORD'), value: stageTitle },
  ]);
};
