/** The longest text of an agent's own that we write into a history. */
const LIMIT = 200;

/**
 * A message fit for a history, a log or a terminal: one line, without the queries of URLs (signed URLs are secrets),
 * cut to `limit` characters.
 */
export const shortText = (text: string, limit: number = LIMIT): string => {
  const line = text
    .replace(/\b([a-z][a-z0-9+.-]*:\/\/[^\s?#"'<>]+)[?#][^\s"'<>]*/gi, '$1?…')
    .replace(/\s+/g, ' ')
    .trim();
  return line.length <= limit ? line : `${line.slice(0, limit - 1)}…`;
};
