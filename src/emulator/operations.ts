/** What the emulator can do for a client, by the names that the request log and the faults use. */
export const OPERATIONS = [
  'GET project',
  'GET ontology',
  'GET tasks',
  'POST actions',
  'POST move-tasks',
  'POST priorities',
] as const;
export type Operation = (typeof OPERATIONS)[number];
