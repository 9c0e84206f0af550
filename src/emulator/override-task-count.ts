import { SeedError } from './seed-problems.js';
import type { ItemSeed, ParsedSeed } from './seed-schema.js';

/** A copy of the seed in which the first project's only item with a `count` has another count. */
export const overrideTaskCount = (
  seed: ParsedSeed,
  { tasks, source }: { tasks: number; source: string },
): ParsedSeed => {
  if (!Number.isSafeInteger(tasks) || tasks < 0 || tasks > 1_000_000) {
    throw new SeedError(source, [`the number of tasks is a whole number from 0 to 1000000, not ${tasks}`]);
  }
  const copy = structuredClone(seed);
  const [only, ...others] = countedItems(copy);
  if (only === undefined || others.length > 0) {
    const found = only === undefined ? 'none' : `${others.length + 1}`;
    throw new SeedError(source, [
      `the number of tasks can be chosen only where the first project has exactly one item with "count"; it has ${found}`,
    ]);
  }
  only.count = tasks;
  return copy;
};

const countedItems = (seed: ParsedSeed): ItemSeed[] =>
  (seed.projects?.[0]?.datasets ?? [])
    .flatMap((reference) =>
      typeof reference === 'string'
        ? (seed.datasets ?? []).filter((dataset) => dataset.datasetHash === reference)
        : [reference],
    )
    .flatMap((dataset) => dataset.data)
    .filter((item) => item.count !== undefined);
