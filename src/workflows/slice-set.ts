import {
  CancellationScope,
  ChildWorkflowCancellationType,
  type ChildWorkflowHandle,
  condition,
  isCancellation,
  ParentClosePolicy,
  startChild,
  workflowInfo,
} from '@temporalio/workflow';
import type { ResolvedPoll, TaskPolicy, TaskReference } from '../activities/contract.js';
import { LaneBudget } from './lane-budget.js';
import { oneLine } from './one-line.js';
import type { runSlice } from './run-slice.js';
import {
  controlSignal,
  type FailureTuple,
  MAX_LANES,
  type SliceControl,
  type SliceCounts,
  type SliceReport,
  type SliceResult,
} from './slice-contract.js';

const REPORT_EVERY_MS = 2000;

interface RunningSlice {
  readonly failures: FailureTuple[];
  handle?: ChildWorkflowHandle<typeof runSlice>;
  last: SliceReport;
}

export interface SliceOrder {
  readonly slice: number;
  readonly tasks: readonly TaskReference[];
  readonly policy: TaskPolicy;
  readonly chunk: number;
}

/** What a slice had reported before it was lost. */
export interface LostSlice {
  readonly counts: SliceCounts;
  readonly failures: readonly FailureTuple[];
  readonly cancelled: boolean;
}

export interface SliceSetOptions {
  readonly resolved: ResolvedPoll;
  readonly concurrency: number;
  /** What every slice is to do now. */
  readonly desired: () => Pick<SliceControl, 'paused' | 'drain'>;
  readonly onResult: (result: SliceResult) => void;
  /** A slice that returned nothing (terminated, say), with what it had reported. */
  readonly onLost: (known: LostSlice) => void;
  readonly onChange: () => void;
}

/** The slices that run now: started as child workflows, told what to do, and added up. */
export class SliceSet {
  readonly #options: SliceSetOptions;
  readonly #budget: LaneBudget;
  readonly #running = new Map<number, RunningSlice>();

  constructor(options: SliceSetOptions) {
    this.#options = options;
    this.#budget = new LaneBudget(options.concurrency);
  }

  get size(): number {
    return this.#running.size;
  }

  /** Slices that can be started now. */
  get openings(): number {
    return this.#budget.openings();
  }

  get inFlight(): number {
    return this.#sum(({ inFlight }) => inFlight);
  }

  get queued(): number {
    return this.#sum(({ queued }) => queued);
  }

  /** What the running slices have said of their failures. */
  get failures(): readonly FailureTuple[] {
    return [...this.#running.values()].flatMap(({ failures }) => failures);
  }

  /** What the running slices said last. */
  addCountsTo(total: SliceCounts): void {
    for (const { last } of this.#running.values()) addCounts(total, last.counts);
  }

  /** Until none runs. */
  settled(): Promise<void> {
    return condition(() => this.#running.size === 0);
  }

  start(order: SliceOrder): void {
    void this.#run(order);
  }

  onReport(report: SliceReport): void {
    const running = this.#running.get(report.slice);
    if (running === undefined) return;
    running.last = report;
    running.failures.push(...report.failures);
    this.#tell(this.#budget.report(report.slice, report));
    this.#options.onChange();
  }

  setConcurrency(concurrency: number): void {
    this.#tell(this.#budget.setConcurrency(concurrency));
  }

  tellAll(): void {
    this.#tell([...this.#running.keys()]);
  }

  async #run(order: SliceOrder): Promise<void> {
    const { slice, tasks } = order;
    const lanes = this.#budget.open(slice);
    const counts = { advanced: 0, stayed: 0, failed: 0, stale: 0 };
    const last = {
      slice,
      counts,
      failures: [],
      inFlight: 0,
      queued: tasks.length,
      tail: false,
      lanes,
      version: 0,
    };
    const running: RunningSlice = { last, failures: [] };
    this.#running.set(slice, running);
    try {
      const control = this.#control(slice);
      running.handle = await this.#startChild(order, control);
      // A pause, say, that came while the start was on its way.
      if (!sameControl(control, this.#control(slice))) this.#tell([slice]);
      const result = await running.handle.result();
      this.#running.delete(slice);
      this.#options.onResult(result);
    } catch (error) {
      this.#running.delete(slice);
      const { counts: known } = running.last;
      const cancelled = isCancellation(error);
      this.#options.onLost({ counts: known, failures: running.failures, cancelled });
    } finally {
      this.#tell(this.#budget.close(slice));
      this.#options.onChange();
    }
  }

  #startChild(
    { slice, tasks, policy, chunk }: SliceOrder,
    control: SliceControl,
  ): Promise<ChildWorkflowHandle<typeof runSlice>> {
    const { projectHash, stageUuid, settings } = this.#options.resolved;
    const { flushSize, flushEveryMs, eventBudget, maxFailures, maxFailurePercent } = settings;
    // Each report is a signal to the coordinator, whose run takes 10,000: the more slices there are, the rarer.
    const reportEveryMs = REPORT_EVERY_MS * Math.max(1, Math.ceil(settings.concurrency / MAX_LANES / 4));
    const watchFailures = maxFailures !== undefined || maxFailurePercent !== undefined;
    const { workflowId, firstExecutionRunId } = workflowInfo();
    // The end of the run id is random; its beginning is the time, which polls in quick succession share.
    const poll = firstExecutionRunId.slice(-8);
    return startChild<typeof runSlice>('runSlice', {
      workflowId: `${workflowId}/${poll}-${slice}`,
      cancellationType: ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
      parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
      staticSummary: `slice ${slice}: ${tasks.length} tasks from ${oneLine(tasks[0]?.[2] ?? '')}`,
      args: [
        {
          slice,
          projectHash,
          stageUuid,
          tasks,
          control,
          policy,
          chunk,
          flushSize,
          flushEveryMs,
          eventBudget,
          reportEveryMs,
          watchFailures,
        },
      ],
    });
  }

  #control(slice: number): SliceControl {
    return { ...this.#options.desired(), ...this.#budget.grantOf(slice) };
  }

  #tell(slices: readonly number[]): void {
    for (const slice of slices) {
      const handle = this.#running.get(slice)?.handle;
      if (handle === undefined) continue;
      const control = this.#control(slice);
      // A slice that has just closed needs no message.
      void CancellationScope.nonCancellable(() => handle.signal(controlSignal, control)).catch(
        () => undefined,
      );
    }
  }

  #sum(of: (report: SliceReport) => number): number {
    let total = 0;
    for (const { last } of this.#running.values()) total += of(last);
    return total;
  }
}

export const addCounts = (to: SliceCounts, more: SliceCounts): void => {
  to.advanced += more.advanced;
  to.stayed += more.stayed;
  to.failed += more.failed;
  to.stale += more.stale;
};

const sameControl = (a: SliceControl, b: SliceControl): boolean =>
  a.paused === b.paused && a.drain === b.drain && a.version === b.version;
