import { formatPath } from './describe-issues.js';

/** A seed that cannot be used; the message names the seed and each wrong place in it. */
export class SeedError extends Error {
  constructor(source: string, problems: readonly string[]) {
    super(`Seed ${source} cannot be used:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'SeedError';
  }
}

export type SeedPath = readonly (string | number)[];

/** Gathers all that is wrong with a seed, so that one run names everything. */
export class SeedProblems {
  readonly found: string[] = [];

  add(path: SeedPath, problem: string): void {
    this.found.push(`${formatPath(path)}: ${problem}`);
  }

  /** Reports every use of `key` but the first. */
  unique(what: string): (key: string, path: SeedPath) => void {
    const first = new Map<string, SeedPath>();
    return (key, path) => {
      const earlier = first.get(key);
      if (earlier === undefined) first.set(key, path);
      else this.add(path, `${what} "${key}" is used already by ${formatPath(earlier)}`);
    };
  }
}

export const quoteList = (names: readonly string[]): string =>
  names.length === 0 ? 'there are none' : `valid are ${names.map((name) => `"${name}"`).join(', ')}`;
