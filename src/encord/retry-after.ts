import { parseDate } from './parse-date.js';

/** Longer waits are cut: nobody means them. */
const LONGEST_MS = 6 * 60 * 60 * 1000;

/** The milliseconds (0 or more) that a `Retry-After` header, seconds or an HTTP date, asks for; `undefined` if it is neither. */
export const parseRetryAfter = (header: string, now: number): number | undefined => {
  const text = header.trim();
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1000, LONGEST_MS);
  // Every form of HTTP date begins with the day's name; JavaScript takes nearly anything for a date.
  const date = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text) ? parseDate(text) : undefined;
  return date && Math.min(Math.max(0, date.getTime() - now), LONGEST_MS);
};
