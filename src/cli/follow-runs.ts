/** Shows the progress of polls until a result is there. */
import { setTimeout as sleep } from 'node:timers/promises';
import { listRuns, type RunSummary, readProgress, type TemporalConnection } from '../client.js';
import type { Progress } from '../workflows/contract.js';
import type { Bar, LiveView } from './live-view.js';
import type { Report } from './report.js';

const EVERY_MS = 250;

/** A poll's own run, not a trigger of it. */
export const isPoll = (run: RunSummary): boolean =>
  run.type === 'pollStage' && run.workflowId.startsWith('encord/');

export interface FollowOptions<T> {
  readonly view: LiveView;
  readonly result: Promise<T>;
  /** Asked again and again; may fail, as long as no worker runs or when a poll has ended. */
  readonly read: () => Promise<readonly Progress[]>;
}

export const followUntil = async <T>({ view, result, read }: FollowOptions<T>): Promise<T> => {
  const ended = result.then(
    () => true,
    () => true,
  );
  const bars = new Map<string, Bar>();
  const drawUntilEnded = async (): Promise<boolean> => {
    const polls = await Promise.race([ended.then(() => []), read().catch(() => [])]);
    for (const progress of polls) bars.set(progress.canonicalId, toBar(progress));
    view.update([...bars.values()]);
    return Promise.race([ended, sleep(EVERY_MS, false)]);
  };
  while (!(await drawUntilEnded()));
  return result;
};

/** Progress of one poll, however it was started: a trigger names the canonical id, which answers from then on. */
export const progressOf = (
  connection: TemporalConnection,
  workflowId: string,
): (() => Promise<Progress[]>) => {
  let id = workflowId;
  const ask = (): Promise<Progress> => withDeadline(connection, () => readProgress(connection, id));
  return async () => {
    const progress = await ask();
    if (progress.canonicalId === id) return [progress];
    id = progress.canonicalId;
    return [await ask()];
  };
};

/** Progress of every running poll, of one project where it is named. */
export const progressOfAll =
  (connection: TemporalConnection, projectHash?: string): (() => Promise<Progress[]>) =>
  async () => {
    const runs = await listRuns(connection, projectHash === undefined ? {} : { projectHash });
    const answers = await Promise.allSettled(
      runs
        .filter(isPoll)
        .map(({ workflowId }) => withDeadline(connection, () => readProgress(connection, workflowId))),
    );
    return answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
  };

/** A query waits for a worker; without one nobody would answer for a long time. */
export const withDeadline = <T>(connection: TemporalConnection, ask: () => Promise<T>): Promise<T> =>
  connection.client.withDeadline(Date.now() + 5_000, ask);

const toBar = (progress: Progress): Bar => ({
  title: progress.stageTitle,
  done: progress.advanced + progress.stayed + progress.failed + progress.stale,
  total: progress.listed,
  failed: progress.failed,
  ...noteOf(progress),
});

const noteOf = ({ paused, draining, waitingFor, rate }: Progress): { note?: string } => {
  if (paused) return { note: 'paused' };
  if (draining) return { note: 'draining' };
  if (waitingFor !== undefined) return { note: `waiting for ${waitingFor}` };
  return rate > 0 ? { note: `${rate.toFixed(1)} tasks/s` } : {};
};

/** The last picture: what the report says, since the progress that was read last may be older. */
export const showReport = (view: LiveView, report: Report): void => {
  const stages = 'stages' in report ? report.stages : [report];
  const bars = new Map<string, Bar>();
  for (const { stageUuid, stageTitle, listed, failed, unfinished, status } of stages) {
    if (status === 'alreadyPolling') continue;
    const before = bars.get(stageUuid) ?? { title: stageTitle, done: 0, total: 0, failed: 0 };
    bars.set(stageUuid, {
      title: stageTitle,
      done: before.done + listed - unfinished,
      total: before.total + listed,
      failed: before.failed + failed,
    });
  }
  view.update([...bars.values()]);
};
