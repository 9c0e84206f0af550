import type { Stage, Workflow } from './blueprint.js';
import { deterministicUuid } from './deterministic-uuid.js';
import { quoteList, type SeedPath, type SeedProblems } from './seed-problems.js';
import type { StageSeed, WorkflowSeed } from './seed-schema.js';

/** Undefined when the start is unknown; every problem is reported. */
export const resolveWorkflow = (
  seed: WorkflowSeed,
  { path, problems }: { path: SeedPath; problems: SeedProblems },
): Workflow | undefined => {
  const uuids = new Map(
    seed.stages.map((stage, index) => [stage.title, stage.uuid ?? idOf(path, 'stages', index)]),
  );
  const uniqueTitle = problems.unique('stage title');
  const uniqueUuid = problems.unique('uuid');
  const titles = [...uuids.keys()];

  const destination = (title: string, at: SeedPath): string => {
    const uuid = uuids.get(title);
    if (uuid === undefined) problems.add(at, `no stage "${title}" in this workflow; ${quoteList(titles)}`);
    return uuid ?? '';
  };

  const stages = seed.stages.map((stage, index): Stage => {
    const at = [...path, 'stages', index];
    uniqueTitle(stage.title, [...at, 'title']);
    const uuid = stage.uuid ?? idOf(path, 'stages', index);
    uniqueUuid(uuid, [...at, 'uuid']);
    checkWaysOut(stage, { path: at, problems });
    if (stage.to !== undefined) destination(stage.to, [...at, 'to']);
    const uniqueName = problems.unique('pathway name (in any case)');
    const pathways = (stage.pathways ?? []).map((pathway, position) => {
      const here = [...at, 'pathways', position];
      uniqueName(pathway.name.toLowerCase(), [...here, 'name']);
      const pathwayUuid = pathway.uuid ?? idOf(at, 'pathways', position);
      uniqueUuid(pathwayUuid, [...here, 'uuid']);
      return {
        uuid: pathwayUuid,
        name: pathway.name,
        destinationUuid: destination(pathway.to, [...here, 'to']),
      };
    });
    return { uuid, title: stage.title, type: stage.stageType, pathways };
  });

  const start = stages.find((stage) => stage.title === seed.start);
  if (start === undefined) {
    problems.add([...path, 'start'], `no stage "${seed.start}" in this workflow; ${quoteList(titles)}`);
    return undefined;
  }
  return { start, stages };
};

const checkWaysOut = (
  stage: StageSeed,
  { path, problems }: { path: SeedPath; problems: SeedProblems },
): void => {
  if (stage.stageType === 'AGENT') {
    if (stage.to !== undefined)
      problems.add([...path, 'to'], 'an agent stage has "pathways" instead of "to"');
    return;
  }
  if (stage.pathways !== undefined) {
    problems.add([...path, 'pathways'], `only AGENT stages have pathways, this one is ${stage.stageType}`);
  }
  if (stage.stageType === 'DONE' && stage.to !== undefined) {
    problems.add([...path, 'to'], 'nothing follows a DONE stage');
  }
};

const idOf = (path: SeedPath, list: string, index: number): string =>
  deterministicUuid([...path, list, index].join('/'));
