import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
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
import { childPollReport, type PollHandle, startChildPoll } from './child-poll.js';
import {
  drainSignal,
  type ProjectReport,
  pauseSignal,
  refreshSignal,
  resumeSignal,
  type StageReport,
  type StopReason,
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
    return this.#stoppedBy !== undefined;
  }

  stop(reason: StopReason): void {
    this.#stoppedBy ??= reason;
  }

  /** True when, after a rest, there is to be another run. Cancellation is no error: it ends in a report. */
  async untilNothingMoves(): Promise<boolean> {
    const beganMs = Date.now();
    const { maxRounds, refreshEveryMs } = this.#resolved;
    try {
      for (let round = 0, moved = true; moved && round < maxRounds && !this.stopped; round++) {
        await condition(() => !this.#paused || this.stopped);
        const before = addReports(this.#reports.values()).advanced;
        await this.#round();
        moved = addReports(this.#reports.values()).advanced > before;
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
    const report = await this.#pollOnce(stage);
    const known = this.#reports.get(stage.uuid);
    this.#reports.set(stage.uuid, known === undefined ? report : mergeReports(known, report));
    if (report.status === 'stopped') this.#stoppedBy ??= report.stoppedBy;
    this.#describe();
  }

  async #pollOnce(stage: Stage): Promise<StageReport> {
    const { projectHash, projectTitle, poll: input } = this.#resolved;
    const summary = `${projectTitle} / ${stage.title}`;
    let handle: PollHandle | undefined;
    try {
      handle = await startChildPoll({ projectHash, stageUuid: stage.uuid, summary, input });
      this.#polls.add(handle);
      // A pause that came while the start was on its way.
      if (this.#paused) await handle.signal(pauseSignal);
      return await childPollReport(handle);
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      return alreadyPollingReport({ projectHash, stageUuid: stage.uuid, stageTitle: stage.title });
    } finally {
      if (handle !== undefined) this.#polls.delete(handle);
    }
  }

  async #forward(send: (poll: PollHandle) => Promise<void>): Promise<void> {
    // A poll that has just ended takes no messages.
    await Promise.all([...this.#polls].map((poll) => send(poll).catch(() => undefined)));
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
