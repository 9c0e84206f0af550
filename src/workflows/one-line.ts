/** Summaries are single lines; the documented limit is 200 bytes, and ours have a few words around a title. */
const MOST_BYTES = 160;

const encoder = new TextEncoder();

export const oneLine = (text: string): string => {
  let line = '';
  let bytes = 0;
  // By characters, so that none is cut in half.
  for (const character of text.replace(/\s+/g, ' ')) {
    bytes += encoder.encode(character).length;
    if (bytes > MOST_BYTES) break;
    line += character;
  }
  return line;
};
