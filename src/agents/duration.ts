type Unit =
  | 'ms'
  | 'millisecond'
  | 'milliseconds'
  | 's'
  | 'sec'
  | 'secs'
  | 'second'
  | 'seconds'
  | 'm'
  | 'min'
  | 'mins'
  | 'minute'
  | 'minutes'
  | 'h'
  | 'hr'
  | 'hrs'
  | 'hour'
  | 'hours'
  | 'd'
  | 'day'
  | 'days';

/** Milliseconds, or a number with a unit: `"500ms"`, `"10s"`, `"1.5 minutes"`, `"2h"`, `"1d"`. */
export type Duration = number | `${number}${Unit}` | `${number} ${Unit}`;

const UNITS: Readonly<Record<Unit, number>> = {
  ms: 1,
  millisecond: 1,
  milliseconds: 1,
  s: 1_000,
  sec: 1_000,
  secs: 1_000,
  second: 1_000,
  seconds: 1_000,
  m: 60_000,
  min: 60_000,
  mins: 60_000,
  minute: 60_000,
  minutes: 60_000,
  h: 3_600_000,
  hr: 3_600_000,
  hrs: 3_600_000,
  hour: 3_600_000,
  hours: 3_600_000,
  d: 86_400_000,
  day: 86_400_000,
  days: 86_400_000,
};

/** JavaScript's timers fire at once beyond 2³¹ ms, which is a little more. */
const LONGEST_MS = 24 * UNITS.d;

/** What a duration may be, for error messages. */
export const DURATION_RULE =
  'a number of milliseconds or a text such as "500ms", "10s", "5m" or "2h", from 1 ms to 24 days';

/** Whole milliseconds, or `undefined` where `value` is no duration that can be waited for. */
export const parseDuration = (value: unknown): number | undefined => {
  const milliseconds = typeof value === 'string' ? fromText(value) : value;
  if (typeof milliseconds !== 'number' || !Number.isFinite(milliseconds)) return undefined;
  return milliseconds >= 1 && milliseconds <= LONGEST_MS ? Math.round(milliseconds) : undefined;
};

const fromText = (text: string): number | undefined => {
  const [, amount, unit] = /^(\d+(?:\.\d+)?) ?([a-z]+)$/i.exec(text.trim()) ?? [];
  if (amount === undefined || unit === undefined) return undefined;
  const factor = Object.entries(UNITS).find(([name]) => name === unit.toLowerCase())?.[1];
  return factor === undefined ? undefined : Number(amount) * factor;
};
