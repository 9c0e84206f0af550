import { describe, expect, it } from 'vitest';
import { collectUuids, duration, percent, tasksPerActivity, uuid, whole, withOptions } from './options.js';

const UUID = '5F9B4A52-2f58-4d0a-8f39-0d5b7d7b0f11';

describe('parsers', () => {
  it.each<[(text: string) => unknown, string, unknown]>([
    [whole(1, 2000), '45', 45],
    [percent, '2.5', 2.5],
    [percent, '0', 0],
    [duration, '10m', '10m'],
    [duration, '1.5 hours', '1.5 hours'],
    [uuid, UUID, UUID.toLowerCase()],
    [tasksPerActivity, 'auto', 'auto'],
    [tasksPerActivity, '20', 20],
  ])('take good values', (parse, text, value) => {
    expect(parse(text)).toBe(value);
  });

  it.each<[(text: string) => unknown, string, string]>([
    [whole(1, 2000), '0', '1 to 2000'],
    [whole(1, 2000), '2001', '1 to 2000'],
    [whole(1, 2000), '1.5', '1 to 2000'],
    [whole(1, 2000), '1e2', '1 to 2000'],
    [whole(1, 2000), '', '1 to 2000'],
    [percent, '101', '0 to 100'],
    [percent, '', '0 to 100'],
    [duration, '10', '10m'],
    [duration, 'soon', '10m'],
    [uuid, 'project', 'uuid'],
    [tasksPerActivity, '101', '1 to 100, or "auto"'],
    [tasksPerActivity, 'many', '1 to 100, or "auto"'],
  ])('refuse others and say what is valid', (parse, text, message) => {
    expect(() => parse(text)).toThrow(message);
  });

  it('collect what is given several times', () => {
    expect(collectUuids(UUID, collectUuids(UUID))).toEqual([UUID.toLowerCase(), UUID.toLowerCase()]);
  });
});

describe('withOptions', () => {
  it('replaces the variables of the options that were given', () => {
    const env = { TEMPORAL_ADDRESS: 'a', ENCORD_TASK_QUEUE: 'q', PATH: '/bin' };
    expect(withOptions(env, { address: 'b', maxTasks: 5, taskQueue: undefined })).toEqual({
      TEMPORAL_ADDRESS: 'b',
      ENCORD_TASK_QUEUE: 'q',
      ENCORD_MAX_TASKS: '5',
      PATH: '/bin',
    });
  });

  it('prefers a key file of the command line to a key of the environment', () => {
    expect(withOptions({ ENCORD_SSH_KEY: 'text' }, { sshKeyFile: 'file' })).toEqual({
      ENCORD_SSH_KEY_FILE: 'file',
    });
  });
});
