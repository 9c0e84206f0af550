import { describe, expect, it } from 'vitest';
import type { AgentStage } from '../encord/project.js';
import { InvalidOutcomeError } from './errors.js';
import { checkOutcome } from './outcome.js';

const COMPLETE = '49a786f3-5edf-4b94-aff0-3da9042d3bf0';
const REVIEW = '59a786f3-5edf-4b94-aff0-3da9042d3bf0';
const DONE = '7e7598de-612c-40c4-ba08-5dfec8c3ae8f';

const stage: AgentStage = {
  uuid: '6011c844-fb26-438b-b465-0b0825951015',
  title: 'Agent 1',
  type: 'AGENT',
  pathways: [
    { uuid: COMPLETE, name: 'complete', destinationUuid: DONE },
    { uuid: REVIEW, name: 'review', destinationUuid: DONE },
  ],
};

const VALID = `"complete" (${COMPLETE}), "review" (${REVIEW}).`;
const RULE =
  'An agent returns a pathway (its name or uuid), { pathway, priority }, or nothing. Valid pathways are';

describe('checkOutcome', () => {
  it.each<[string, unknown, object]>([
    ['undefined', undefined, {}],
    ['null', null, {}],
    ['a name', 'review', { pathwayUuid: REVIEW }],
    ['a uuid', COMPLETE, { pathwayUuid: COMPLETE }],
    ['a uuid in upper case', COMPLETE.toUpperCase(), { pathwayUuid: COMPLETE }],
    ['an empty outcome', {}, {}],
    ['absent members', { pathway: undefined, priority: null }, {}],
    ['a pathway', { pathway: 'complete' }, { pathwayUuid: COMPLETE }],
    ['priority 0', { priority: 0 }, { priority: 0 }],
    ['both', { pathway: REVIEW, priority: 1 }, { pathwayUuid: REVIEW, priority: 1 }],
    ['an object without prototype', Object.assign(Object.create(null), { priority: 0.5 }), { priority: 0.5 }],
  ])('takes %s', (_, returned, outcome) => {
    expect(checkOutcome(returned, stage)).toEqual(outcome);
    expect(Object.keys(checkOutcome(returned, stage))).toEqual(Object.keys(outcome));
  });

  it.each<[string, unknown, string]>([
    ['an unknown pathway', 'nope', `Stage "Agent 1" has no pathway "nope". Valid are ${VALID}`],
    ['another case', 'Complete', `Stage "Agent 1" has no pathway "Complete". Valid are ${VALID}`],
    ['a destination', DONE, `Stage "Agent 1" has no pathway "${DONE}". Valid are ${VALID}`],
    [
      'an unknown pathway in an object',
      { pathway: 'nope' },
      `Stage "Agent 1" has no pathway "nope". Valid are ${VALID}`,
    ],
    [
      'an empty text',
      '',
      `The agent of stage "Agent 1" returned an empty text as its pathway. ${RULE} ${VALID}`,
    ],
    [
      'an empty pathway',
      { pathway: '' },
      `The agent of stage "Agent 1" returned an empty text as its pathway. ${RULE} ${VALID}`,
    ],
    ['a number', 42, `The agent of stage "Agent 1" returned the number 42. ${RULE} ${VALID}`],
    ['false', false, `The agent of stage "Agent 1" returned false. ${RULE} ${VALID}`],
    ['an array', ['complete'], `The agent of stage "Agent 1" returned an array. ${RULE} ${VALID}`],
    [
      'a promise',
      Promise.resolve('complete'),
      `The agent of stage "Agent 1" returned a promise. ${RULE} ${VALID}`,
    ],
    ['a function', () => 'complete', `The agent of stage "Agent 1" returned a function. ${RULE} ${VALID}`],
    [
      'an instance',
      new Date(0),
      `The agent of stage "Agent 1" returned an object of class Date. ${RULE} ${VALID}`,
    ],
    [
      'unknown members',
      { pathway: 'complete', priorty: 1, label: undefined },
      `The agent of stage "Agent 1" returned an object with "priorty", "label". ${RULE} ${VALID}`,
    ],
    [
      'a pathway that is no text',
      { pathway: 3 },
      `The agent of stage "Agent 1" returned the number 3 as its pathway. ${RULE} ${VALID}`,
    ],
    ...[-0.1, 1.01, Number.NaN, Number.POSITIVE_INFINITY].map((priority): [string, unknown, string] => [
      `priority ${priority}`,
      { pathway: 'complete', priority },
      `The agent of stage "Agent 1" returned the number ${priority} as its priority. A priority is a number from 0 to 1.`,
    ]),
    [
      'a priority in a text',
      { priority: '0.5' },
      'The agent of stage "Agent 1" returned the text "0.5" as its priority. A priority is a number from 0 to 1.',
    ],
  ])('refuses %s', (_, returned, message) => {
    expect(() => checkOutcome(returned, stage)).toThrow(InvalidOutcomeError);
    expect(() => checkOutcome(returned, stage)).toThrow(new InvalidOutcomeError(message));
  });

  it('says so where the stage has no pathway', () => {
    expect(() => checkOutcome(7, { ...stage, pathways: [] })).toThrow('The stage has no pathway.');
  });
});
