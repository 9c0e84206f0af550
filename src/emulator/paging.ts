import type { Stage } from './blueprint.js';
import { Refusal } from './refusal.js';

/**
 * A cursor: it names the last task of a page by its place in the order of all tasks. Whatever moves between two pages, nothing is
 * listed twice and nothing that stays is left out.
 */
export const writePageToken = (stage: Stage, lastSequence: number): string =>
  Buffer.from(`after ${lastSequence} in ${stage.uuid}`).toString('base64');

/** The place after which the page begins; -1 without a token. */
export const readPageToken = (stage: Stage, token: string | undefined): number => {
  if (token === undefined) return -1;
  const match = /^after (\d{1,9}) in (\S+)$/.exec(Buffer.from(token, 'base64').toString());
  const sequence = Number(match?.[1]);
  if (match?.[2] !== stage.uuid || writePageToken(stage, sequence) !== token) {
    throw new Refusal(400, `pageToken: "${token}" was not given out for stage "${stage.title}"`);
  }
  return sequence;
};
