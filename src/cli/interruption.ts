const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface Interruption {
  /** Aborted by the first SIGINT, SIGTERM or SIGHUP. */
  readonly signal: AbortSignal;
  /** Resolves at that moment. */
  readonly happened: Promise<void>;
  /** Gives the signals back their usual effect. */
  dispose(): void;
}

/** Turns signals into an AbortSignal, so that a command can end what it started. A third one ends the process at once. */
export const listenForInterruption = (): Interruption => {
  const controller = new AbortController();
  let count = 0;
  const onSignal = (): void => {
    count++;
    controller.abort();
    // npm and tsx may hand the same Ctrl-C on to us once more: the second one does not mean impatience.
    if (count > 2) process.exit(1);
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  const happened = new Promise<void>((resolve) => {
    controller.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  return {
    signal: controller.signal,
    happened,
    dispose: () => {
      for (const name of SIGNALS) process.off(name, onSignal);
    },
  };
};
