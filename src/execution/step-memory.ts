import type { Json } from '../agents/task-context.js';
import { AttemptError } from './failure.js';

const MAX_BYTES = 64 * 1024;

/**
 * The results of an attempt's `step()` calls. They outlive the attempt through `remember`, so that an upload is not repeated when
 * the agent is run again.
 */
export class StepMemory {
  readonly #results: Map<string, Json>;
  readonly #running = new Map<string, Promise<Json>>();
  readonly #remember: (results: Readonly<Record<string, Json>>) => void;

  constructor(
    earlier: Readonly<Record<string, Json>>,
    remember: (results: Readonly<Record<string, Json>>) => void,
  ) {
    this.#results = new Map(Object.entries(earlier));
    this.#remember = remember;
  }

  /** Runs `fn` once per name and task; its result is JSON of at most 64 KB. */
  async run<T extends Json>(name: string, fn: () => Promise<T> | T): Promise<T> {
    const known = this.#results.get(name);
    if (known !== undefined) return known as T;
    const running = this.#running.get(name);
    if (running !== undefined) return running as Promise<T>;
    const work = this.#runOnce(name, fn).finally(() => this.#running.delete(name));
    this.#running.set(name, work);
    return work;
  }

  async #runOnce<T extends Json>(name: string, fn: () => Promise<T> | T): Promise<T> {
    // An undefined result would be forgotten and the step repeated: null is what JSON has for it.
    const result = (await fn()) ?? (null as T);
    const json = toJson(result);
    const bytes = Buffer.byteLength(json ?? '');
    if (json === undefined || bytes > MAX_BYTES) {
      const what = json === undefined ? 'is no JSON value' : `has ${bytes} bytes of JSON`;
      throw new AttemptError(
        'AGENT_ERROR',
        `The result of step "${name}" ${what}; at most ${MAX_BYTES} bytes are remembered. Return an id, not the thing.`,
      );
    }
    // A copy, as a later attempt gets it: what the agent does to its own does not change it.
    this.#results.set(name, JSON.parse(json) as Json);
    this.#remember(Object.fromEntries(this.#results));
    return result;
  }
}

/** Undefined for what JSON does not know: functions, big integers, cycles. */
const toJson = (value: unknown): string | undefined => {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
};
