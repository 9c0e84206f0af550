import {
  CancellationScope,
  getExternalWorkflowHandle,
  isCancellation,
  setCurrentDetails,
  workflowInfo,
} from '@temporalio/workflow';
import type {
  AppliedUpdates,
  ChunkResult,
  TaskPolicy,
  TaskReference,
  TaskUpdate,
} from '../activities/contract.js';
import { type FailedAttempts, failureOf } from './activity-failure.js';
import { CHUNK_BUDGET_MS, ChunkSize } from './chunk-size.js';
import { Lanes } from './lanes.js';
import { oneLine } from './one-line.js';
import { pollActivities, taskActivities } from './proxies.js';
import type {
  FailureTuple,
  Fatal,
  SliceControl,
  SliceCounts,
  SliceInput,
  SliceReport,
  SliceResult,
} from './slice-contract.js';
import { MOST_REPORTED_FAILURES, reportSignal } from './slice-contract.js';
import { compactUpdates, type PendingUpdate, UpdateBuffer } from './update-buffer.js';

/** How soon failures are reported where the poll may have to stop for them. */
const REPORT_FAILURES_EVERY_MS = 250;

/** A few tasks of the queue: one, or a chunk. */
type Work = readonly TaskReference[];

/**
 * A slice of a stage: at most 500 tasks (more in chunks), at most 45 lanes, and updates flushed in batches. It never continues as new
 * and always returns what became of its tasks, also when it is cancelled: a cancelled child could tell its parent nothing.
 */
export class Slice {
  readonly #input: SliceInput;
  readonly #queue: TaskReference[];
  /** Agent attempts that a chunk has made already; such tasks are run alone. */
  readonly #attempts = new Map<string, number>();
  readonly #counts: SliceCounts = { advanced: 0, stayed: 0, failed: 0, stale: 0 };
  readonly #failures: FailureTuple[] = [];
  readonly #stayed: string[] = [];
  readonly #activities: ReturnType<typeof taskActivities>;
  readonly #lanes: Lanes<Work>;
  readonly #buffer: UpdateBuffer;
  readonly #chunk: ChunkSize;
  #control: SliceControl;
  #tail = false;
  #owesReport = false;
  #reportedAt = Date.now();
  #reportedFailed = 0;
  #full = false;
  #cutOff = false;
  #fatal: Fatal | undefined;

  constructor(input: SliceInput) {
    this.#input = input;
    this.#control = input.control;
    this.#queue = [...input.tasks];
    this.#chunk = new ChunkSize(input.policy.tasksPerActivity, input.chunk);
    this.#activities = taskActivities(input.policy);
    this.#lanes = new Lanes<Work>({
      limit: () => this.#control.lanes,
      open: () => !this.#control.paused && !this.#stopping(),
      queued: () => this.#queue.length,
      next: () => this.#next(),
      perform: (work) => this.#perform(work),
    });
    this.#buffer = new UpdateBuffer({
      size: input.flushSize,
      everyMs: input.flushEveryMs,
      send: (batch) => this.#send(batch),
      onApplied: (batch, applied) => this.#applied(batch, applied),
      idle: () => this.#lanes.busy === 0 && (this.#queue.length === 0 || this.#stopping()),
    });
  }

  control(control: SliceControl): void {
    // Lanes that a tail gave back belong to another slice; but what chunks put back needs one.
    const lanes = this.#tail ? Math.min(this.#control.lanes, Math.max(1, control.lanes)) : control.lanes;
    this.#owesReport ||= lanes < this.#control.lanes;
    this.#control = { ...control, lanes };
    this.#lanes.fill();
    this.#confirmLanes(this.#lanes.busy);
  }

  async run(): Promise<SliceResult> {
    this.#buffer.open();
    this.#lanes.fill();
    await this.#lanes.settled(() => this.#queue.length === 0 || this.#stopping());
    await this.#buffer.close();
    const fatal = this.#fatal ?? this.#buffer.fatal;
    this.#describe();
    return {
      counts: this.#counts,
      failures: this.#failures,
      stayed: this.#stayed,
      rest: this.#full && fatal === undefined ? this.#queue : [],
      chunk: this.#chunk.size,
      ...(fatal === undefined ? {} : { fatal }),
    };
  }

  #stopping(): boolean {
    if (!this.#full && this.#queue.length > 0)
      this.#full = workflowInfo().historyLength > this.#input.eventBudget;
    return (
      this.#full ||
      this.#cutOff ||
      this.#control.drain ||
      this.#fatal !== undefined ||
      this.#buffer.fatal !== undefined
    );
  }

  #next(): Work | undefined {
    const [first] = this.#queue;
    if (first === undefined) return undefined;
    const alone = this.#attempts.has(first[0]);
    const size = alone ? 1 : this.#chunk.next({ queued: this.#queue.length, lanes: this.#control.lanes });
    const end = this.#queue
      .slice(0, size)
      .findIndex((task, index) => index > 0 && this.#attempts.has(task[0]));
    return this.#queue.splice(0, end === -1 ? size : end);
  }

  async #perform(work: Work): Promise<void> {
    this.#offerLanes(this.#lanes.busy);
    try {
      const [first] = work;
      const single = this.#input.policy.tasksPerActivity === 1 || (first && this.#attempts.has(first[0]));
      if (single && first !== undefined) this.#finished(first, await this.#runTask(first));
      else this.#finishedChunk(work, await this.#runTasks(work));
    } catch (error) {
      this.#failedActivity(work, error);
    } finally {
      // The pool still counts this lane, which is about to look for more work.
      const busy = this.#lanes.busy - 1;
      this.#offerLanes(busy);
      this.#confirmLanes(busy);
      this.#reportIfDue(busy);
    }
  }

  #runTask(task: TaskReference): Promise<TaskUpdate> {
    const { projectHash, stageUuid, policy } = this.#input;
    const attemptsBefore = this.#attempts.get(task[0]);
    return this.#activities['encord.runTask'].executeWithOptions({ summary: oneLine(task[2]) }, [
      {
        projectHash,
        stageUuid,
        task,
        ...maxAttemptsOf(policy),
        ...(attemptsBefore === undefined ? {} : { attemptsBefore }),
      },
    ]);
  }

  #runTasks(tasks: Work): Promise<ChunkResult> {
    const { projectHash, stageUuid, policy } = this.#input;
    const summary = `${tasks.length} tasks from ${oneLine(tasks[0]?.[2] ?? '')}`;
    return this.#activities['encord.runTasks'].executeWithOptions({ summary }, [
      { projectHash, stageUuid, tasks, ...maxAttemptsOf(policy), budgetMs: CHUNK_BUDGET_MS },
    ]);
  }

  #finished(task: TaskReference, update: TaskUpdate): void {
    if (update.pathwayUuid === undefined) this.#stayed.push(task[0]);
    if (update.pathwayUuid === undefined && update.priority === undefined) this.#counts.stayed++;
    else this.#buffer.add({ task, update });
  }

  #finishedChunk(tasks: Work, result: ChunkResult): void {
    const at = (index: number): TaskReference[] => tasks.slice(index, index + 1);
    for (const [update, indices] of result.updates)
      for (const task of indices.flatMap(at)) this.#finished(task, update);
    for (const [index, code, message] of result.failures)
      for (const task of at(index)) this.#fail(task, { code, message, attempts: 1 });
    const again = result.again.flatMap(([index, attempts]) => at(index).map((task) => ({ task, attempts })));
    for (const { task, attempts } of again) this.#attempts.set(task[0], attempts);
    this.#queue.unshift(...again.map(({ task }) => task), ...tasks.slice(result.finished));
    this.#chunk.learn({ tasks: result.finished, agentMs: result.agentMs });
    this.#lanes.fill();
  }

  #failedActivity(tasks: Work, error: unknown): void {
    const { code, message, attempts } = failureOf(error);
    const cutOff = isCancellation(error) || code === 'CANCELLED';
    const fatal = code === 'CONFIG' || code === 'UNAUTHORISED';
    if (!cutOff && !fatal) {
      for (const task of tasks) this.#fail(task, { code, message, attempts });
      return;
    }
    if (cutOff) this.#cutOff = true;
    else this.#fatal = { code, message };
    this.#queue.unshift(...tasks);
  }

  #fail(task: TaskReference, { code, message, attempts }: FailedAttempts): void {
    this.#counts.failed++;
    this.#failures.push([task[0], task[1], task[2], code, message, attempts]);
  }

  #send(batch: readonly PendingUpdate[]): Promise<AppliedUpdates> {
    const { projectHash, stageUuid } = this.#input;
    const summary = `apply ${batch.length} updates`;
    return pollActivities['encord.applyUpdates'].executeWithOptions({ summary }, [
      { projectHash, stageUuid, ...compactUpdates(batch) },
    ]);
  }

  #applied(batch: readonly PendingUpdate[], applied: AppliedUpdates): void {
    this.#counts.advanced += applied.advanced;
    this.#counts.stayed += applied.stayed;
    this.#counts.stale += applied.stale;
    for (const [index, message] of applied.refused)
      for (const { task } of batch.slice(index, index + 1))
        this.#fail(task, { code: 'INVALID_OUTCOME', message, attempts: 1 });
    this.#describe();
    this.#reportIfDue(this.#lanes.busy);
  }

  /** Once the queue is empty and half the lanes are idle, the others are better used by the next slice. */
  #offerLanes(busy: number): void {
    if (this.#tail || this.#queue.length > 0 || busy === 0 || busy > this.#control.lanes / 2) return;
    this.#tail = true;
    this.#report(busy);
  }

  /** The coordinator gives away lanes that it took back only once it knows that nothing runs in them any more. */
  #confirmLanes(busy: number): void {
    if (!this.#owesReport || busy > this.#control.lanes) return;
    this.#owesReport = false;
    this.#report(busy);
  }

  #reportIfDue(busy: number): void {
    const alarming = this.#input.watchFailures && this.#counts.failed > this.#reportedFailed;
    const everyMs = alarming ? REPORT_FAILURES_EVERY_MS : this.#input.reportEveryMs;
    if (Date.now() - this.#reportedAt >= everyMs) this.#report(busy);
  }

  #report(busy: number): void {
    const parent = workflowInfo().parent;
    if (parent === undefined) return;
    this.#reportedAt = Date.now();
    const failures = this.#failures.slice(this.#reportedFailed).slice(0, MOST_REPORTED_FAILURES);
    this.#reportedFailed = this.#failures.length;
    // What a tail gives back it never takes again; what chunks put back into its queue still needs the lanes that it has.
    if (this.#tail && this.#queue.length === 0) this.#control = { ...this.#control, lanes: busy };
    const report: SliceReport = {
      slice: this.#input.slice,
      counts: { ...this.#counts },
      failures,
      inFlight: busy,
      queued: this.#queue.length,
      tail: this.#tail,
      lanes: this.#control.lanes,
      version: this.#control.version,
    };
    const coordinator = getExternalWorkflowHandle(parent.workflowId, parent.runId);
    // A coordinator that is gone needs no report.
    void CancellationScope.nonCancellable(() => coordinator.signal(reportSignal, report)).catch(
      () => undefined,
    );
  }

  #describe(): void {
    const { advanced, stayed, failed, stale } = this.#counts;
    setCurrentDetails(
      `advanced ${advanced}, stayed ${stayed}, failed ${failed}, stale ${stale}, in flight ${this.#lanes.busy}, ` +
        `not started ${this.#queue.length}`,
    );
  }
}

const maxAttemptsOf = ({ maxAttempts }: TaskPolicy) => (maxAttempts === undefined ? {} : { maxAttempts });
