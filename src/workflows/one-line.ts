/** Summaries are single lines; the server takes 200 bytes. */
const LONGEST = 120;

export const oneLine = (text: string): string => text.replace(/\s+/g, ' ').slice(0, LONGEST);
