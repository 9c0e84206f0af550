import type { Dataset, UnitBlueprint } from './blueprint.js';
import { deterministicUuid } from './deterministic-uuid.js';
import type { SeedPath, SeedProblems } from './seed-problems.js';
import type { DatasetSeed, ItemSeed, ItemType } from './seed-schema.js';

const TYPES_WITH_CHILDREN: readonly ItemType[] = ['imageGroup', 'imageSequence', 'group'];

export const resolveDataset = (
  seed: DatasetSeed,
  { path, problems }: { path: SeedPath; problems: SeedProblems },
): Dataset => ({
  datasetHash: seed.datasetHash ?? deterministicUuid(path.join('/')),
  title: seed.title,
  units: seed.data.flatMap((item, index) => {
    const at = [...path, 'data', index];
    checkChildren(item, { path: at, problems });
    return expand(item, at);
  }),
});

const expand = (item: ItemSeed, path: SeedPath): UnitBlueprint[] =>
  Array.from({ length: item.count ?? 1 }, (_, i) => ({
    dataHash: deterministicUuid([...path, i].join('/')),
    title: item.title.replaceAll('{i}', String(i)),
    type: item.type,
  }));

const checkChildren = (
  item: ItemSeed,
  { path, problems }: { path: SeedPath; problems: SeedProblems },
): void => {
  const needed = TYPES_WITH_CHILDREN.includes(item.type);
  if (needed && item.children === undefined) problems.add(path, `type ${item.type} needs "children"`);
  if (!needed && item.children !== undefined) {
    problems.add(
      [...path, 'children'],
      `type ${item.type} has none (only ${TYPES_WITH_CHILDREN.join(', ')})`,
    );
  }
  for (const [index, child] of (item.children ?? []).entries()) {
    checkChildren(child, { path: [...path, 'children', index], problems });
  }
};
