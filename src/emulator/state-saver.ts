const DELAY_MS = 1000;

/** Saves a changed state soon, several changes at once, one write at a time. */
export class StateSaver {
  readonly #save: () => Promise<void>;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(save: () => Promise<void>) {
    this.#save = save;
  }

  /** To be called after each change. */
  changed(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#write().catch((error: unknown) => console.error('The state was not saved:', error));
    }, DELAY_MS).unref();
  }

  /** Saves for the last time. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#write();
  }

  #write(): Promise<void> {
    // An earlier write that failed has been reported; this one holds all that it held.
    this.#writing = this.#writing.catch(() => undefined).then(() => this.#save());
    return this.#writing;
  }
}
