import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  ApplicationFailure,
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  isCancellation,
  setCurrentDetails,
  setHandler,
} from '@temporalio/workflow';
import type { ResolvedProject, RunProjectInput } from '../activities/contract.js';
import { orFail } from './activity-failure.js';
import { askToRefresh, childPollReport, type PollHandle, startChildPoll } from './child-poll.js';
import {
  drainSignal,
  type ProjectReport,
  pauseSignal,
  refreshSignal,
  resumeSignal,
  type StageReport,
  type StopReason,
  stagePollId,
} from './contract.js';
import { addReports, mergeReports } from './merge-reports.js';
import { pollActivities } from './proxies.js';
import { alreadyPollingReport } from './report.js';

type Stage = ResolvedProject['stages'][number];

/** What a run is given by the run before it. */
interface ProjectCarry {
  readonly resolved: ResolvedProject;
  readonly startedAt: string;
  readonly rounds: number;
  readonly paused: boolean;
  readonly reports: readonly StageReport[];
}

/**
 * Polls the stages of a project in rounds until a round advances nothing, so that tasks which one stage sends to another are handled
 * in the same run. A stage that is being polled by somebody else is reported and passed over.
 */
export async function runProject(input: RunProjectInput, carry?: ProjectCarry): Promise<ProjectReport> {
  const startedAt = new Date().toISOString();
  const resolved = carry?.resolved ?? (await orFail(pollActivities['encord.resolveProject'](input)));
  const run = new ProjectRun(carry ?? { resolved, startedAt, rounds: 0, paused: false, reports: [] });
  const again = await run.untilNothingMoves();
  if (again) await CancellationScope.nonCancellable(() => condition(allHandlersFinished));
  // A drain or a cancellation that came after the run had decided to go on.
  if (CancellationScope.current().consideredCancelled) run.stop('cancel');
  if (run.failure !== undefined)
    throw ApplicationFailure.nonRetryable(run.failure.message, run.failure.type, run.report());
  if (!again || run.stopped) return run.report();
  return continueAsNew<typeof runProject>(input, run.carry());
}

class ProjectRun {
  readonly #resolved: ResolvedProject;
  readonly #startedAt: string;
  readonly #reports: Map<string, StageReport>;
  readonly #polls = new Set<PollHandle>();
  #rounds: number;
  #paused: boolean;
  #refresh = false;
  #stoppedBy: StopReason | undefined;
  #failure: ApplicationFailure | undefined;

  constructor({ resolved, startedAt, rounds, paused, reports }: ProjectCarry) {
    this.#resolved = resolved;
    this.#startedAt = startedAt;
    this.#rounds = rounds;
    this.#paused = paused;
    this.#reports = new Map(reports.map((report) => [report.stageUuid, report]));
    setHandler(pauseSignal, () => {
      this.#paused = true;
      return this.#forward((poll) => poll.signal(pauseSignal));
    });
    setHandler(resumeSignal, () => {
      this.#paused = false;
      return this.#forward((poll) => poll.signal(resumeSignal));
    });
    setHandler(drainSignal, () => {
      this.stop('drain');
      return this.#forward((poll) => poll.signal(drainSignal));
    });
    setHandler(refreshSignal, () => {
      this.#refresh = true;
      return this.#forward((poll) => poll.signal(refreshSignal));
    });
  }

  get stopped(): boolean {
    return this.#stoppedBy !== undefined || this.#failure !== undefined;
  }

  /** Of the first stage whose poll failed; the run then ends with it, once the other polls have ended. */
  get failure(): ApplicationFailure | undefined {
    return this.#failure;
  }

  stop(reason: StopReason): void {
    this.#stoppedBy ??= reason;
  }

  /** True when, after a rest, there is to be another run. Cancellation is no error: it ends in a report. */
  async untilNothingMoves(): Promise<boolean> {
    const beganMs = Date.now();
    const { maxRounds, refreshEveryMs } = this.#resolved;
    try {
      for (let round = 0, again = true; again && round < maxRounds && !this.stopped; round++) {
        await condition(() => !this.#paused || this.stopped);
        this.#refresh = false;
        const before = addReports(this.#reports.values()).advanced;
        await this.#round();
        again = this.#refresh || addReports(this.#reports.values()).advanced > before;
      }
      if (refreshEveryMs === undefined || this.stopped) return false;
      const waitMs = beganMs + refreshEveryMs - Date.now();
      if (waitMs > 0) await condition(() => this.#refresh || this.stopped, waitMs);
      return true;
    } catch (error) {
      if (!isCancellation(error)) throw error;
      this.stop('cancel');
      return false;
    }
  }

  carry(): ProjectCarry {
    return {
      resolved: this.#resolved,
      startedAt: this.#startedAt,
      rounds: this.#rounds,
      paused: this.#paused,
      reports: [...this.#reports.values()],
    };
  }

  report(): ProjectReport {
    return {
      projectHash: this.#resolved.projectHash,
      rounds: this.#rounds,
      status: this.stopped ? 'stopped' : 'completed',
      ...(this.#stoppedBy === undefined ? {} : { stoppedBy: this.#stoppedBy }),
      ...addReports(this.#reports.values()),
      startedAt: this.#startedAt,
      finishedAt: new Date().toISOString(),
      stages: this.#resolved.stages.flatMap(({ uuid }) => this.#reports.get(uuid) ?? []),
    };
  }

  async #round(): Promise<void> {
    this.#rounds++;
    const { order, stages } = this.#resolved;
    if (order === 'parallel') await Promise.all(stages.map((stage) => this.#poll(stage)));
    else for (const stage of stages) await this.#poll(stage);
  }

  async #poll(stage: Stage): Promise<void> {
    if (this.stopped) return;
    try {
      this.#record(stage, await this.#pollOnce(stage));
    } catch (error) {
      if (!(error instanceof ApplicationFailure)) throw error;
      const [report] = error.details ?? [];
      if (isReport(report)) this.#record(stage, report);
      this.#failure ??= error;
      await this.#forward((poll) => poll.signal(drainSignal));
    }
  }

  #record(stage: Stage, report: StageReport): void {
    const known = this.#reports.get(stage.uuid);
    this.#reports.set(stage.uuid, known === undefined ? report : mergeReports(known, report));
    if (report.stoppedBy !== undefined) this.stop(report.stoppedBy);
    this.#describe();
  }

  async #pollOnce(stage: Stage): Promise<StageReport> {
    const { projectHash, projectTitle, poll: input, settings, searchAttributes } = this.#resolved;
    const found = { projectHash, projectTitle, stageUuid: stage.uuid, stageTitle: stage.title };
    const resolved = { ...found, settings, ...(searchAttributes === undefined ? {} : { searchAttributes }) };
    const summary = `${projectTitle} / ${stage.title}`;
    let handle: PollHandle | undefined;
    for (;;) {
      try {
        handle = await startChildPoll({ ...found, summary, input, carry: { resolved } });
        this.#polls.add(handle);
        await this.#tellWhatWasMissed(handle);
        return await childPollReport(handle);
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
        if (await askToRefresh(stagePollId(projectHash, stage.uuid))) return alreadyPollingReport(found);
        // It ended between the two: the way is free now.
      } finally {
        if (handle !== undefined) this.#polls.delete(handle);
      }
    }
  }

  /** What came while the poll's start was on its way. */
  async #tellWhatWasMissed(poll: PollHandle): Promise<void> {
    const signal = this.stopped ? drainSignal : this.#paused ? pauseSignal : undefined;
    // A poll that has just ended takes no messages.
    if (signal !== undefined) await poll.signal(signal).catch(() => undefined);
  }

  /** Also while we are cancelled: a handler that throws would end the run without a report. */
  async #forward(send: (poll: PollHandle) => Promise<void>): Promise<void> {
    await CancellationScope.nonCancellable(async () => {
      // A poll that has just ended takes no messages.
      await Promise.all([...this.#polls].map((poll) => send(poll).catch(() => undefined)));
    });
  }

  #describe(): void {
    const lines = [...this.#reports.values()].map(
      ({ stageTitle, status, advanced, stayed, failed, stale }) =>
        `| ${stageTitle} | ${status} | ${advanced} | ${stayed} | ${failed} | ${stale} |`,
    );
    setCurrentDetails(
      [
        `**${this.#resolved.projectTitle}**, round ${this.#rounds}`,
        '',
        '| stage | status | advanced | stayed | failed | stale |',
        '|---|---|---|---|---|---|',
        ...lines,
      ].join('\n'),
    );
  }
}

const isReport = (value: unknown): value is StageReport =>
  typeof value === 'object' && value !== null && 'stageUuid' in value;
