import { CancellationScope, condition, isCancellation, workflowInfo } from '@temporalio/workflow';
import type { PreparedStage, ResolvedPoll, TaskPolicy, TaskReference } from '../activities/contract.js';
import { fatalOf } from './activity-failure.js';
import type { StageReport, StopReason, TaskFailureRecord } from './contract.js';
import { Deferrals } from './deferrals.js';
import { exceedsFailureLimit } from './failure-limit.js';
import { Listing } from './listing.js';
import { nextPass, type PollState } from './poll-state.js';
import { pollActivities } from './proxies.js';
import { recordFailures, toReport } from './report.js';
import {
  type Fatal,
  MAX_LANES,
  type SliceCounts,
  type SliceReport,
  type SliceResult,
} from './slice-contract.js';
import { addCounts, SliceSet } from './slice-set.js';

/** A slice's tasks are part of its input: above this many their references come near the server's limit for one payload. */
const LARGEST_SLICE = 2000;

/** What a poll without `refreshEvery` waits before it takes a task again that stayed or failed, should it be asked to `refresh`. */
const DEFAULT_EVERY_MS = 60_000;

/** How a run ends: with a report, or to go on in another run. */
export type RunEnd =
  | { readonly kind: 'done'; readonly report: StageReport }
  | { readonly kind: 'failed'; readonly fatal: Fatal; readonly report: StageReport }
  | { readonly kind: 'continue'; readonly pass: 'same' | 'next' };

/**
 * One run of a poll: lists the stage's tasks, cuts them into slices and keeps enough of these going. What it does is decided by its
 * state, which is also what the next run is given.
 */
export class Coordinator {
  readonly #resolved: ResolvedPoll;
  readonly #state: PollState;
  readonly #slices: SliceSet;
  readonly #listing: Listing;
  readonly #deferrals: Deferrals;
  /** Tasks of this pass that this run knows of: a list may name one twice. */
  readonly #seen: Set<string>;
  readonly #onChange: () => void;
  #queue: TaskReference[];
  #draining = false;
  #stoppedBy: StopReason | undefined;
  #fatal: Fatal | undefined;
  #waitingFor: string | undefined;

  constructor(resolved: ResolvedPoll, state: PollState, onChange: () => void) {
    this.#resolved = resolved;
    this.#state = state;
    this.#slices = new SliceSet({
      resolved,
      concurrency: state.concurrency,
      desired: () => ({ paused: state.paused, drain: this.#stopping() }),
      onResult: (result) => this.#onResult(result),
      onLost: ({ counts, failures, cancelled }) => {
        // What it had not reported stays in the stage, and the next pass or poll takes it; the other slices go on.
        addCounts(state.counts, counts);
        recordFailures(state.failures, failures);
        if (cancelled) this.#stoppedBy ??= 'cancel';
      },
      onChange: () => {
        if (!this.#draining && exceedsFailureLimit(resolved.settings, this.counts)) this.drain('maxFailures');
        onChange();
      },
    });
    this.#listing = new Listing({ ...resolved }, state.listing);
    this.#deferrals = new Deferrals(state.deferrals);
    this.#queue = [...state.queue];
    this.#seen = new Set(state.queue.map(([uuid]) => uuid));
    this.#onChange = onChange;
  }

  get state(): PollState {
    return this.#state;
  }

  get draining(): boolean {
    return this.#draining;
  }

  get waitingFor(): string | undefined {
    return this.#state.paused ? 'resume' : this.#waitingFor;
  }

  /** What is under way, as old as the slices' last reports. */
  get load(): { readonly inFlight: number; readonly queued: number; readonly slices: number } {
    const { inFlight, queued, size } = this.#slices;
    return { inFlight, queued: queued + this.#queue.length, slices: size };
  }

  /** Ended tasks as far as is known: closed slices, and what the running ones said last. */
  get counts(): SliceCounts {
    const total = { ...this.#state.counts };
    this.#slices.addCountsTo(total);
    return total;
  }

  /** The first hundred, those of running slices included, and how many more there are. */
  get failures(): { readonly failures: readonly TaskFailureRecord[]; readonly failuresOmitted: number } {
    const failures = [...this.#state.failures];
    recordFailures(failures, this.#slices.failures);
    return { failures, failuresOmitted: this.counts.failed - failures.length };
  }

  pause(paused: boolean): void {
    this.#state.paused = paused;
    this.#slices.tellAll();
    this.#onChange();
  }

  drain(reason: StopReason): void {
    this.#stoppedBy ??= reason;
    this.#draining = true;
    this.#state.paused = false;
    this.#slices.tellAll();
    this.#onChange();
  }

  refresh(): void {
    this.#state.refresh = true;
  }

  setConcurrency(concurrency: number): number {
    const before = this.#state.concurrency;
    this.#state.concurrency = concurrency;
    this.#slices.setConcurrency(concurrency);
    this.#onChange();
    return before;
  }

  onReport(report: SliceReport): void {
    this.#slices.onReport(report);
  }

  async run(): Promise<RunEnd> {
    let full = false;
    try {
      const prepared = await this.#prepare();
      const { tasksPerActivity } = prepared.policy;
      if (tasksPerActivity !== 'auto') this.#state.chunk = tasksPerActivity;
      full = await this.#takeAll(prepared);
      await this.#slices.settled();
      if (!full && !this.#stopping()) {
        const again = await this.#untilNextPass();
        if (again) return { kind: 'continue', pass: 'next' };
      }
    } catch (error) {
      if (isCancellation(error)) this.#stoppedBy ??= 'cancel';
      else this.#fatal ??= fatalOf(error);
      this.#slices.tellAll();
      await CancellationScope.nonCancellable(() => this.#slices.settled());
    }
    this.#state.counts = this.counts;
    if (this.#fatal === undefined && this.#stoppedBy === undefined && full)
      return { kind: 'continue', pass: 'same' };
    const report = this.report();
    return this.#fatal === undefined
      ? { kind: 'done', report }
      : { kind: 'failed', fatal: this.#fatal, report };
  }

  /** What became of the tasks so far. */
  report(): StageReport {
    return toReport(this.#resolved, this.#state, {
      stopped: this.#fatal !== undefined,
      stoppedBy: this.#stoppedBy,
    });
  }

  /** What the next run is given; taken at the very end, so that a late pause is not forgotten. */
  carry(pass: 'same' | 'next'): PollState {
    const state = {
      ...this.#state,
      queue: this.#queue,
      listing: this.#listing.state,
      deferrals: this.#deferrals.toJson(),
    };
    return pass === 'same' ? state : nextPass(state, Date.now());
  }

  async #prepare(): Promise<PreparedStage> {
    const { projectHash, stageUuid, settings } = this.#resolved;
    return pollActivities['encord.prepareStage']({
      projectHash,
      stageUuid,
      preExecution: this.#state.pass === 1 && this.#state.slices === 0,
      ...(settings.maxAttempts === undefined ? {} : { maxAttempts: settings.maxAttempts }),
      ...(settings.tasksPerActivity === undefined ? {} : { tasksPerActivity: settings.tasksPerActivity }),
    });
  }

  /** Lists and slices until everything has ended, or true when this run's history is full. */
  async #takeAll(prepared: PreparedStage): Promise<boolean> {
    for (;;) {
      if (this.#state.paused) await condition(() => !this.#state.paused || this.#stopping());
      if (this.#stopping()) return false;
      if (this.#historyIsFull()) return true;
      if (!this.#listing.done && this.#queue.length < this.#sliceSize()) {
        await this.#list();
        continue;
      }
      if (this.#queue.length === 0) {
        if (this.#slices.size === 0) return false;
        // A slice whose history is full puts tasks back.
        await condition(() => this.#queue.length > 0 || this.#slices.size === 0 || this.#stopping());
        continue;
      }
      const openings = this.#slices.openings;
      if (openings === 0) {
        const running = this.#slices.size;
        await condition(
          () =>
            this.#slices.openings > 0 ||
            this.#slices.size < running ||
            this.#state.paused ||
            this.#stopping(),
        );
        continue;
      }
      this.#cutSlice(openings, prepared.policy);
    }
  }

  async #list(): Promise<void> {
    const { maxTasks } = this.#resolved.settings;
    const page = await this.#listing.next(this.#state.listedInPass);
    const unseen = page.filter(([uuid]) => !this.#seen.has(uuid));
    const fresh = this.#deferrals.inTurn(unseen, this.#state.passStartedAtMs);
    const room = maxTasks === undefined ? fresh.length : maxTasks - this.#state.listedInPass;
    const taken = fresh.slice(0, room);
    for (const [uuid] of taken) this.#seen.add(uuid);
    this.#queue.push(...taken);
    this.#state.listed += taken.length;
    this.#state.listedInPass += taken.length;
    if (fresh.length >= room && maxTasks !== undefined) this.#listing.stop();
    this.#onChange();
  }

  /** The first page is spread over all openings, later slices are of full size, and the end is spread again. */
  #cutSlice(openings: number, policy: TaskPolicy): void {
    const parts = Math.min(openings, Math.ceil(this.#queue.length / (MAX_LANES * this.#chunk())));
    const size = Math.min(this.#sliceSize(), Math.ceil(this.#queue.length / Math.max(1, parts)));
    const slice = ++this.#state.slices;
    this.#slices.start({ slice, tasks: this.#queue.splice(0, size), policy, chunk: this.#chunk() });
  }

  #chunk(): number {
    return this.#state.chunk ?? 1;
  }

  #sliceSize(): number {
    return Math.min(LARGEST_SLICE, this.#resolved.settings.sliceSize * this.#chunk());
  }

  #historyIsFull(): boolean {
    const { historyLength, continueAsNewSuggested } = workflowInfo();
    return continueAsNewSuggested || historyLength > this.#resolved.settings.eventBudget;
  }

  #onResult(result: SliceResult): void {
    addCounts(this.#state.counts, result.counts);
    recordFailures(this.#state.failures, result.failures);
    this.#state.chunk = result.chunk;
    this.#queue.push(...result.rest);
    const { passStartedAtMs } = this.#state;
    const everyMs = this.#resolved.settings.refreshEveryMs ?? DEFAULT_EVERY_MS;
    for (const uuid of [...result.stayed, ...result.failures.map(([failed]) => failed)])
      this.#deferrals.add(uuid, { passStartedAtMs, everyMs });
    if (result.fatal === undefined || this.#fatal !== undefined) return;
    this.#fatal = result.fatal;
    this.#slices.tellAll();
  }

  /** True when there is another pass to be made. */
  async #untilNextPass(): Promise<boolean> {
    const { refreshEveryMs } = this.#resolved.settings;
    if (refreshEveryMs !== undefined && !this.#state.refresh) {
      const nextAtMs = this.#state.passStartedAtMs + refreshEveryMs;
      this.#waitingFor = `the next pass at ${new Date(nextAtMs).toISOString()}`;
      this.#onChange();
      const waitMs = nextAtMs - Date.now();
      if (waitMs > 0) await condition(() => this.#state.refresh || this.#stopping(), waitMs);
      this.#waitingFor = undefined;
    }
    return !this.#stopping() && (refreshEveryMs !== undefined || this.#state.refresh);
  }

  #stopping(): boolean {
    return this.#draining || this.#fatal !== undefined || this.#stoppedBy !== undefined;
  }
}
