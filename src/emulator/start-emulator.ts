import { createApp } from './app.js';
import { loadSeed } from './load-seed.js';
import type { ParsedSeed, Seed } from './seed-schema.js';
import { startServer } from './server.js';
import { restoreSnapshot, writeSnapshot } from './snapshot.js';
import { EmulatorState } from './state.js';
import { StateSaver } from './state-saver.js';
import { openStorage, type Storage } from './storage.js';

export interface EmulatorOptions {
  /** Name of a built-in seed, path of a JSON file, or an object. Default "demo". */
  readonly seed?: string | Seed;
  /** Default 0: any free port. */
  readonly port?: number;
  /** Replaces the `count` of the first project's only item that has one. */
  readonly tasks?: number;
  /** Tasks per page, 1..1000. Default 100. */
  readonly pageSize?: number;
  /** Delay of each API answer, in milliseconds. Default 0. */
  readonly latencyMs?: number;
  /** A folder where key and state outlive the emulator. */
  readonly stateDir?: string;
  /** 0 ≤ x < 1; decides about faults with a probability. Default `Math.random`. */
  readonly random?: () => number;
}

export interface Emulator {
  /** Origin, without a slash at its end: what `ENCORD_DOMAIN` takes. */
  readonly url: string;
  /** Path of the private key: what `ENCORD_SSH_KEY_FILE` takes. */
  readonly keyFile: string;
  /** OpenSSH text of the same key. */
  readonly privateKey: string;
  readonly projects: readonly { readonly projectHash: string; readonly title: string }[];
  /** The live state, for tests. */
  readonly state: EmulatorState;
  /** Back to the seed; key and port stay. */
  reset(): void;
  /** Cuts every connection, saves the state where there is a `stateDir`, removes temporary files. Calling it again does nothing. */
  close(): Promise<void>;
}

/**
 * Starts a local Encord and resolves when it listens on 127.0.0.1.
 * @throws SeedError when the seed cannot be used; Error when the port is taken, an option is wrong, or the saved state belongs to another seed.
 */
export const startEmulator = async ({
  seed = 'demo',
  port = 0,
  tasks,
  pageSize = 100,
  latencyMs = 0,
  stateDir,
  random,
}: EmulatorOptions = {}): Promise<Emulator> => {
  requireRange('pageSize', { value: pageSize, from: 1, to: 1000 });
  requireRange('latencyMs', { value: latencyMs, from: 0, to: 600_000 });
  const loaded = await loadSeed(seed, tasks);
  const state = new EmulatorState(loaded.blueprint, random === undefined ? {} : { random });
  const storage = await openStorage(stateDir);
  try {
    restoreState(storage, { state, seed: loaded.seed });
    const saver =
      stateDir === undefined
        ? undefined
        : new StateSaver(() => storage.saveState(writeSnapshot(state, loaded.seed)));
    const onChange = (): void => saver?.changed();
    const { keyId, publicKey } = storage.key.registered;
    const app = createApp({ state, keys: new Map([[keyId, publicKey]]), pageSize, latencyMs, onChange });
    const server = await startServer(app, port);
    const close = async (): Promise<void> => {
      await server.close();
      await saver?.stop();
      await storage.close();
    };
    let closing: Promise<void> | undefined;
    return {
      url: server.url,
      keyFile: storage.keyFile,
      privateKey: storage.key.openSsh,
      projects: loaded.blueprint.projects.map(({ projectHash, title }) => ({ projectHash, title })),
      state,
      reset: () => {
        state.reset();
        onChange();
      },
      close: () => {
        closing ??= close();
        return closing;
      },
    };
  } catch (error) {
    await storage.close();
    throw error;
  }
};

const requireRange = (
  option: string,
  { value, from, to }: { value: number; from: number; to: number },
): void => {
  if (Number.isInteger(value) && value >= from && value <= to) return;
  throw new RangeError(`${option} must be a whole number from ${from} to ${to}, not ${value}`);
};

const restoreState = (storage: Storage, target: { state: EmulatorState; seed: ParsedSeed }): void => {
  if (storage.savedState === undefined) return;
  try {
    restoreSnapshot(storage.savedState, target);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`State file ${storage.stateFile} cannot be used: ${reason}`, { cause: error });
  }
};
