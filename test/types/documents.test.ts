/** Every TypeScript block of the documents is a program that compiles. */
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = `${root}/test/types/.documents`;

const documents = async (): Promise<string[]> => {
  const names = await readdir(root, { recursive: false });
  return names.filter((name) => name.endsWith('.md'));
};

beforeAll(async () => {
  await mkdir(folder, { recursive: true });
  for (const document of await documents()) {
    const text = await readFile(`${root}/${document}`, 'utf8');
    const blocks = [...text.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, block]) => block ?? '');
    for (const [index, block] of blocks.entries())
      await writeFile(`${folder}/${document.replace('.md', '')}-${index + 1}.ts`, block);
  }
  await writeFile(
    `${folder}/tsconfig.json`,
    JSON.stringify({ extends: '../tsconfig.pass.json', include: ['*.ts', '../../../types'] }),
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('compiles', async () => {
  expect((await readdir(folder)).length).toBeGreaterThan(2);
  const tsc = promisify(execFile)('node_modules/.bin/tsc', ['--pretty', 'false', '--project', folder], {
    cwd: root,
  });
  const output = await tsc.then(
    ({ stdout }) => stdout,
    (error: { stdout: string }) => error.stdout,
  );
  expect(output).toBe('');
});
