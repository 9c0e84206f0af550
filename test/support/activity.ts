import type { Info } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';

/** Temporal's own environment for one activity attempt, without a server. */
export class ActivityAttempt {
  /** Details of all heartbeats, as JSON holds them. */
  readonly beats: unknown[] = [];
  readonly environment: MockActivityEnvironment;

  constructor(info: Partial<Info> = {}) {
    this.environment = new MockActivityEnvironment(info, { logger: new DefaultLogger('ERROR') });
    this.environment.on('heartbeat', (details: unknown) => {
      this.beats.push(details === undefined ? undefined : JSON.parse(JSON.stringify(details)));
    });
  }

  run<T>(work: () => Promise<T>): Promise<T> {
    return this.environment.run(work);
  }

  /** The `ApplicationFailure` that the attempt ends with; anything else fails the test. */
  async failure(work: () => Promise<unknown>): Promise<ApplicationFailure> {
    const error: unknown = await this.run(work).then(
      (value) => new Error(`No failure, but the value ${JSON.stringify(value)}`),
      (reason: unknown) => reason,
    );
    if (error instanceof ApplicationFailure) return error;
    throw new Error(`No ApplicationFailure, but ${String(error)}`, { cause: error });
  }
}
