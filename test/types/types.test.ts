/** The promises of the types: what must compile, and what must not, with the sentence that the compiler then prints. */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What the compiler prints for a program; empty where it compiles. */
const compile = async (project: string): Promise<string> => {
  const options = ['--pretty', 'false', '--project', `test/types/${project}`];
  const compiler = promisify(execFile)('node_modules/.bin/tsc', options, { cwd: root });
  const { stdout } = await compiler.catch((error: { stdout?: string; message: string }) => {
    if (error.stdout === undefined || error.stdout === '') throw new Error(error.message);
    return { stdout: error.stdout };
  });
  return stdout;
};

/** Errors by file; the indented lines under an error belong to it. */
const errorsByFile = (output: string): Map<string, string> => {
  const errors = new Map<string, string>();
  for (const error of output.split(/^(?=\S+\(\d+,\d+\): error )/m)) {
    const file = /^[^(]+/.exec(error)?.[0] ?? '';
    errors.set(file, `${errors.get(file) ?? ''}${error}`);
  }
  return errors;
};

it('compiles what must compile', async () => {
  expect(await compile('tsconfig.pass.json')).toBe('');
});

describe('does not compile', () => {
  const folder = 'test/types/fail';
  const files = readdirSync(`${root}/${folder}`);
  let errors = new Map<string, string>();

  beforeAll(async () => {
    errors = errorsByFile(await compile('tsconfig.fail.json'));
  });

  it.each(files)('%s', (file) => {
    const [, expected] =
      /^\/\/ expected: (.+)$/m.exec(readFileSync(`${root}/${folder}/${file}`, 'utf8')) ?? [];
    expect(expected, 'names the sentence it expects').toBeDefined();
    expect(errors.get(`${folder}/${file}`)).toContain(expected);
  });

  it('finds no error elsewhere', () => {
    expect([...errors.keys()].filter((file) => !file.startsWith(`${folder}/`))).toEqual([]);
  });
});
