import { readFile } from 'node:fs/promises';
import type { Blueprint } from './blueprint.js';
import { describeIssues } from './describe-issues.js';
import { overrideTaskCount } from './override-task-count.js';
import { resolveSeed } from './resolve-seed.js';
import { SeedError } from './seed-problems.js';
import { type ParsedSeed, type Seed, seedSchema } from './seed-schema.js';
import { builtInSeeds } from './seeds/index.js';

export const builtInSeedNames: readonly string[] = Object.keys(builtInSeeds);

export interface LoadedSeed {
  readonly blueprint: Blueprint;
  /** The checked seed with its count overridden: what a state snapshot belongs to. */
  readonly seed: ParsedSeed;
}

/**
 * Reads a built-in seed by its name, a JSON file by its path, or an object.
 * @param tasks replaces the `count` of the first project's only item that has one.
 * @throws SeedError that names the seed and the places in it.
 */
export const loadSeed = async (seed: string | Seed, tasks?: number): Promise<LoadedSeed> => {
  const { source, value } = typeof seed === 'string' ? await find(seed) : { source: '(object)', value: seed };
  const parsed = seedSchema.safeParse(value);
  if (!parsed.success) throw new SeedError(source, describeIssues(parsed.error.issues));
  const counted = tasks === undefined ? parsed.data : overrideTaskCount(parsed.data, { tasks, source });
  return { seed: counted, blueprint: resolveSeed(counted, source) };
};

const find = async (nameOrPath: string): Promise<{ source: string; value: unknown }> => {
  const source = `"${nameOrPath}"`;
  const builtIn = Object.hasOwn(builtInSeeds, nameOrPath) ? builtInSeeds[nameOrPath] : undefined;
  if (builtIn !== undefined) return { source, value: builtIn };
  let text: string;
  try {
    text = await readFile(nameOrPath, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SeedError(source, [
      `it is no built-in seed (these are ${builtInSeedNames.join(', ')}) and no readable file: ${reason}`,
    ]);
  }
  try {
    return { source, value: JSON.parse(text) };
  } catch (error) {
    throw new SeedError(source, [
      `the file is no JSON: ${error instanceof Error ? error.message : String(error)}`,
    ]);
  }
};
