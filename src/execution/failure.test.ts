import { runInNewContext } from 'node:vm';
import { describe, expect, it, vi } from 'vitest';
import { InvalidOutcomeError, RejectTask } from '../agents/errors.js';
import { EncordError, type EncordErrorCode } from '../encord/errors.js';
import { AttemptError, type FailureCode, fromAgent, fromEncord, fromPoll, RULES } from './failure.js';

/** What Encord's answer means for a request of our own, for one of the poll itself, and when an agent lets it escape. */
const TABLE: Readonly<
  Record<EncordErrorCode, readonly [own: FailureCode, poll: FailureCode, agent: FailureCode]>
> = {
  CONFIG: ['CONFIG', 'CONFIG', 'AGENT_ERROR'],
  UNAUTHORISED: ['UNAUTHORISED', 'UNAUTHORISED', 'AGENT_ERROR'],
  FORBIDDEN: ['FORBIDDEN', 'UNAUTHORISED', 'AGENT_ERROR'],
  NOT_FOUND: ['NOT_FOUND', 'CONFIG', 'AGENT_ERROR'],
  INVALID_REQUEST: ['INVALID_OUTCOME', 'CONFIG', 'AGENT_ERROR'],
  RATE_LIMITED: ['RATE_LIMITED', 'RATE_LIMITED', 'RATE_LIMITED'],
  UNAVAILABLE: ['UNAVAILABLE', 'UNAVAILABLE', 'UNAVAILABLE'],
  INVALID_RESPONSE: ['UNAVAILABLE', 'UNAVAILABLE', 'AGENT_ERROR'],
  CANCELLED: ['CANCELLED', 'CANCELLED', 'AGENT_ERROR'],
};

describe.each(Object.entries(TABLE))('an EncordError %s', (code, [own, poll, agent]) => {
  const error = new EncordError(code as EncordErrorCode, 'GET /x: Encord said so.', { retryAfterMs: 7000 });

  it(`is ${own} for a request of our own, ${poll} for the poll's, ${agent} when an agent lets it escape`, () => {
    expect([fromEncord(error).code, fromPoll(error).code, fromAgent(error).code]).toEqual([own, poll, agent]);
  });

  it('keeps its text, and how long to wait where it is retried', () => {
    expect(fromEncord(error)).toMatchObject({
      message: 'GET /x: Encord said so.',
      retryAfterMs: 7000,
      cause: error,
    });
    expect(fromPoll(error).message).toBe('GET /x: Encord said so.');
    if (agent === 'AGENT_ERROR')
      expect(fromAgent(error).message).toBe('EncordError: GET /x: Encord said so.');
    else expect(fromAgent(error)).toMatchObject({ message: 'GET /x: Encord said so.', retryAfterMs: 7000 });
  });
});

describe('RULES', () => {
  it('are those of the design', () => {
    const lines = Object.entries(RULES).map(
      ([code, { retry, counts, fatal }]) =>
        `${code}: ${retry}${counts ? ', counts' : ''}${fatal ? ', fatal' : ''}`,
    );
    expect(lines).toEqual([
      'AGENT_ERROR: back-off, counts',
      'REJECTED: never',
      'INVALID_OUTCOME: never',
      'TIMEOUT: back-off, counts',
      'WORKER_LOST: never, counts',
      'SHUTDOWN: soon',
      'CANCELLED: never',
      'RATE_LIMITED: back-off',
      'UNAVAILABLE: back-off',
      'UNAUTHORISED: never, fatal',
      'FORBIDDEN: never',
      'NOT_FOUND: never',
      'STALE: never',
      'CONFIG: never, fatal',
    ]);
  });
});

describe('fromAgent', () => {
  class OutOfMemory extends Error {}
  const named = Object.assign(new Error('quota'), { name: 'QuotaError' });

  it.each<[string, unknown, string]>([
    ['an Error', new Error('it broke'), 'it broke'],
    ['an Error without text', new Error(), 'An Error without message.'],
    ['an error class', new TypeError('no function'), 'TypeError: no function'],
    ['a class that has no name of its own', new OutOfMemory('too big'), 'OutOfMemory: too big'],
    ['a name on an object', named, 'QuotaError: quota'],
    ['an error of another realm', runInNewContext('new RangeError("far")'), 'RangeError: far'],
    ['a DOMException', new DOMException('late', 'TimeoutError'), 'TimeoutError: late'],
    ['a text', 'plain words', 'plain words'],
    ['an object with a message', { message: 'quota', code: 8 }, 'quota'],
    ['an object without', { code: 8 }, 'an object was thrown.'],
    ['an object without prototype', Object.create(null), 'an object was thrown.'],
    [
      'an error whose message is no text',
      Object.assign(new Error(), { message: { code: 8 } }),
      'an object of class Error was thrown.',
    ],
    ['undefined', undefined, 'undefined was thrown.'],
    ['null', null, 'null was thrown.'],
    ['an empty text', '', 'the text "" was thrown.'],
    ['a number', 5, 'the number 5 was thrown.'],
    ['a symbol', Symbol('x'), 'a symbol was thrown.'],
  ])('describes %s', (_, thrown, message) => {
    const error = fromAgent(thrown);
    expect([error.code, error.message]).toEqual(['AGENT_ERROR', message]);
    expect(error.cause).toBe(thrown);
  });

  it('says where, cuts, and shows no query of a URL', () => {
    const error = new Error(`GET https://store.example/a.jpg?sig=SECRET\n${'x'.repeat(500)}`);
    const { message } = fromAgent(error, 'Dependency Agent 1 → frames');
    expect(message).toMatch(/^Dependency Agent 1 → frames: GET https:\/\/store.example\/a.jpg\?… x+…$/);
    expect(message.length).toBeLessThan(260);
  });

  it('takes RejectTask and InvalidOutcomeError of any loaded copy for what they are', async () => {
    vi.resetModules();
    const copy = await import('../agents/errors.js');
    expect(copy.RejectTask).not.toBe(RejectTask);
    for (const error of [new RejectTask('blurred'), new copy.RejectTask('blurred')])
      expect(fromAgent(error, 'Dependency x')).toMatchObject({ code: 'REJECTED', message: 'blurred' });
    for (const error of [new InvalidOutcomeError('no'), new copy.InvalidOutcomeError('no')])
      expect(fromAgent(error)).toMatchObject({ code: 'INVALID_OUTCOME', message: 'no' });
  });

  it('leaves alone what is classified already', () => {
    const error = new AttemptError('SHUTDOWN', 'bye');
    expect([fromAgent(error, 'x'), fromEncord(error), fromPoll(error)]).toEqual([error, error, error]);
  });
});

describe('fromEncord', () => {
  it('takes an error that nobody thought of for one that may pass', () => {
    expect(fromEncord(new TypeError('x is undefined'))).toMatchObject({
      code: 'UNAVAILABLE',
      message: 'TypeError: x is undefined',
    });
  });
});
