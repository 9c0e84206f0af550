/** In processes of their own, run by tsx: vitest cannot lower standard decorators. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

const run = async (program: string, options: readonly string[] = []): Promise<unknown> => {
  const file = `test/types/programs/${program}.ts`;
  const { stdout } = await promisify(execFile)('node_modules/.bin/tsx', [...options, file], { cwd: root });
  return JSON.parse(stdout);
};

it('registers static methods in order, bound to their class', async () => {
  expect(await run('decorated')).toEqual({
    results: [
      { stage: 'Agent 2', maxAttempts: 4, returned: 'attempt 7' },
      { stage: 'Agent 1', maxAttempts: 2, returned: 'Hi!' },
    ],
    direct: 'attempt 1',
  });
});

it('refuses everything else that can be decorated', async () => {
  expect(await run('misdecorated')).toEqual([
    'The agent of stage "Agent 1" is the instance method "review". Only static methods can be decorated, since there is no instance to call it on.',
    'The agent of stage "Agent 1" is a decorated class. Only static methods can be decorated.',
    'The agent of stage "Agent 1" is a decorated field. Only static methods can be decorated.',
    'Stage "Agent 1" has an agent already. Register one agent per stage, or replace it with { overwrite: true }.',
  ]);
});

it('refuses the decorators that TypeScript had before the standard', async () => {
  const options = ['--tsconfig', 'test/types/tsconfig.older-decorators.json'];
  await expect(run('older-decorators', options)).rejects.toThrow(
    'The agent of stage "Agent 1" was decorated by TypeScript\'s older decorators: remove "experimentalDecorators" from tsconfig.json.',
  );
});
