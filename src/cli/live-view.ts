import { createLogUpdate } from 'log-update';
import pc from 'picocolors';
import stringWidth from 'string-width';
import type { Environment } from '../config.js';

export interface Bar {
  readonly title: string;
  readonly done: number;
  readonly total: number;
  readonly failed: number;
  /** What else there is to say: "paused", "12 tasks/s". */
  readonly note?: string;
}

export interface LiveViewOptions {
  readonly env: Environment;
  /** Default: stderr. */
  readonly out?: NodeJS.WriteStream;
  /** Between two pictures on a terminal. Default 100. */
  readonly everyMs?: number;
  /** Between two rounds of lines elsewhere. Default 1000. */
  readonly plainEveryMs?: number;
}

/** Live bars on a terminal; elsewhere a line per bar that has changed. */
export class LiveView {
  readonly #out: NodeJS.WriteStream;
  readonly #live: ReturnType<typeof createLogUpdate> | undefined;
  readonly #everyMs: number;
  readonly #lastLines = new Map<string, string>();
  #bars: readonly Bar[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor({ env, out = process.stderr, everyMs = 100, plainEveryMs = 1000 }: LiveViewOptions) {
    const isTerminal = out.isTTY && env.TERM !== 'dumb' && env.CI === undefined;
    this.#out = out;
    this.#everyMs = isTerminal ? everyMs : plainEveryMs;
    this.#live = isTerminal ? createLogUpdate(out) : undefined;
  }

  /** Shows the bars, at once or when the last picture is old enough. */
  update(bars: readonly Bar[]): void {
    this.#bars = bars;
    if (this.#timer !== undefined) return;
    this.#draw();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#draw();
    }, this.#everyMs).unref();
  }

  /** Draws the last picture and leaves it there. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#draw();
    this.#live?.done();
  }

  #draw(): void {
    if (this.#bars.length === 0) return;
    if (this.#live === undefined) return this.#printChanged();
    const columns = this.#out.columns || 80;
    this.#live(this.#bars.map((bar) => drawBar(bar, columns)).join('\n'));
  }

  #printChanged(): void {
    for (const bar of this.#bars) {
      const line = `${bar.title}: ${describe(bar)}`;
      if (this.#lastLines.get(bar.title) === line) continue;
      this.#lastLines.set(bar.title, line);
      this.#out.write(`${line}\n`);
    }
  }
}

const describe = ({ done, total, failed, note }: Bar): string =>
  [`${done}/${total}`, failed > 0 ? `${failed} failed` : '', note ?? '']
    .filter((part) => part !== '')
    .join(', ');

const TITLE_WIDTH = 24;

const drawBar = (bar: Bar, columns: number): string => {
  const text = describe(bar);
  const width = Math.max(5, Math.min(40, columns - TITLE_WIDTH - stringWidth(text) - 3));
  const filled = bar.total === 0 ? 0 : Math.min(width, Math.round((width * bar.done) / bar.total));
  const colour = bar.failed > 0 ? pc.yellow : pc.green;
  return `${fit(bar.title, TITLE_WIDTH)} ${colour('█'.repeat(filled))}${pc.dim('░'.repeat(width - filled))} ${text}`;
};

/** Cut and padded by what a terminal shows: wide letters take two columns. */
const fit = (text: string, width: number): string => {
  let cut = '';
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (stringWidth(cut + segment) > width) break;
    cut += segment;
  }
  return cut + ' '.repeat(width - stringWidth(cut));
};
