import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, readSourceFiles, type SourceFile } from '../support/source-files.js';

const everything = readSourceFiles('src');
const isTest = ({ path }: SourceFile): boolean => path.endsWith('.test.ts');
const sources = everything.filter((file) => !isTest(file));
const tests = [...everything.filter(isTest), ...readSourceFiles('test')];

/**
 * The arrows of the design, §2: what each folder (or file of `src` itself) may import from the others, types included. A name with a
 * slash is one file of a folder.
 */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  config: [],
  encord: [],
  agents: ['encord'],
  execution: ['agents', 'encord'],
  runners: ['execution', 'agents', 'encord', 'config'],
  activities: ['execution', 'agents', 'encord', 'runners'],
  workflows: ['activities'],
  worker: ['activities', 'runners', 'encord', 'config'],
  client: ['workflows/contract', 'config'],
  emulator: ['encord/wire'],
  cli: ['client', 'runners', 'encord', 'config', 'emulator', 'workflows/contract'],
  index: ['runners', 'agents', 'encord'],
};

/** `src/encord/wire.ts` → `encord`, and `src/config.ts` → `config`. */
const houseOf = (path: string): string => path.split('/')[1]?.replace(/\.ts$/, '') ?? path;
const moduleOf = (path: string): string => path.replace(/^src\//, '').replace(/\.ts$/, '');

interface Arrow {
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly target: string;
}

const arrows: Arrow[] = sources.flatMap((file) =>
  file.imports.flatMap(({ path }): Arrow[] =>
    path === undefined || houseOf(path) === houseOf(file.path)
      ? []
      : [{ file: file.path, from: houseOf(file.path), to: houseOf(path), target: moduleOf(path) }],
  ),
);

const matching = (files: readonly SourceFile[], pattern: RegExp): string[] =>
  files.flatMap(({ path, text }) =>
    text
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
  );

describe('the house', () => {
  it('is read whole: every relative import names a file that is there', () => {
    const missing = everything.flatMap(({ path, imports }) =>
      imports.flatMap((one) =>
        one.path !== undefined && !existsSync(join(ROOT, one.path)) ? [`${path} → ${one.specifier}`] : [],
      ),
    );
    expect(missing).toEqual([]);
    expect(arrows.length).toBeGreaterThan(20);
  });

  it('has no arrow that the table does not allow', () => {
    const violations = arrows.filter(
      ({ from, to, target }) => !ARROWS[from]?.some((allowed) => allowed === to || allowed === target),
    );
    expect(violations.map(({ file, target }) => `${file} → ${target}`)).toEqual([]);
  });

  it('has a table without a cycle', () => {
    const reaches = (from: string, seen: readonly string[]): string[] => {
      if (seen.includes(from)) return [[...seen, from].join(' → ')];
      return (ARROWS[from] ?? []).flatMap((to) => reaches(to.split('/')[0] ?? to, [...seen, from]));
    };
    expect(Object.keys(ARROWS).flatMap((from) => reaches(from, []))).toEqual([]);
  });

  it('imports types only, where the workflows name activities: a value would end up in their bundle', () => {
    const values = sources
      .filter(({ path }) => path.startsWith('src/workflows/'))
      .flatMap(({ path, text, imports }) =>
        imports
          .filter((one) => one.path !== undefined && houseOf(one.path) !== 'workflows' && !one.typeOnly)
          .map(({ specifier }) => `${path} → ${specifier}: ${text.split('\n', 1)[0]}`),
      );
    expect(values).toEqual([]);
  });

  it('lets workflows import nothing of Node: only @temporalio/workflow and @temporalio/common', () => {
    const packages = sources
      .filter(({ path }) => path.startsWith('src/workflows/'))
      .flatMap(({ path, imports }) =>
        imports.filter((one) => one.path === undefined).map((one) => ({ ...one, path })),
      );
    const wrong = packages.filter(
      ({ specifier, typeOnly }) =>
        !typeOnly && specifier !== '@temporalio/workflow' && specifier !== '@temporalio/common',
    );
    expect(wrong.map(({ path, specifier }) => `${path} → ${specifier}`)).toEqual([]);
    expect(packages.length).toBeGreaterThan(0);
  });

  it.each(['encord', 'agents', 'execution', 'runners', 'emulator'])('keeps %s free of Temporal', (house) => {
    const temporal = sources
      .filter(({ path }) => houseOf(path) === house)
      .flatMap(({ path, imports }) =>
        imports
          .filter(({ specifier }) => specifier.startsWith('@temporalio/'))
          .map(({ specifier }) => `${path} → ${specifier}`),
      );
    expect(temporal).toEqual([]);
  });

  it('reads the environment in config.ts alone', () => {
    const readers = matching(sources, /\bprocess\s*\.\s*env\b/).filter(
      (line) => !line.startsWith('src/config.ts:'),
    );
    expect(readers).toEqual([]);
  });
});

describe('the files', () => {
  it('are short: 300 lines of source, 500 of tests', () => {
    const long = [
      ...sources.filter(({ lines }) => lines > 300),
      ...tests.filter(({ lines }) => lines > 500),
    ].map(({ path, lines }) => `${path}: ${lines} lines`);
    expect(long).toEqual([]);
  });

  it('hold no cast to any, no switched-off check and nothing left to do', () => {
    expect(
      matching(
        sources,
        /\bas any\b|@ts-ignore|@ts-nocheck|\bTODO\b|\bFIXME\b|(?:eslint|oxlint|biome)-(?:disable|ignore)/,
      ),
    ).toEqual([]);
  });

  it('export by name, each name on its own', () => {
    expect(matching(sources, /^export (?:default\b|\*)/)).toEqual([]);
  });
});
