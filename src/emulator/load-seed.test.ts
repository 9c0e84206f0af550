import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtInSeedNames, loadSeed } from './load-seed.js';
import { ITEM_TYPES, type Seed } from './seed-schema.js';

const ontology = { ontologyHash: '00000000-0000-4000-8000-0000000000aa', title: 'O', editor: {} };
const dataset = {
  datasetHash: '00000000-0000-4000-8000-0000000000bb',
  title: 'D',
  data: [{ title: 'a_{i}.jpg', type: 'image' as const, count: 2 }],
};
const stages: NonNullable<Seed['workflowTemplates']>[number]['stages'] = [
  { stageType: 'AGENT', title: 'A', pathways: [{ name: 'go', to: 'B' }] },
  { stageType: 'ANNOTATION', title: 'B', to: 'C' },
  { stageType: 'DONE', title: 'C' },
];
const workflow = { title: 'W', start: 'A', stages };
const project = { title: 'P', ontology, datasets: [dataset], workflow };
const seed = { projects: [project] };

/** Wrong on purpose, hence not typed as a seed. */
const load = (value: unknown) => loadSeed(value as Seed);

describe('loadSeed', () => {
  it.each(builtInSeedNames)('knows the built-in seed %s', async (name) => {
    const { blueprint } = await loadSeed(name);
    expect(blueprint.projects).toHaveLength(1);
  });

  it('has one unit of each data type in "mixed"', async () => {
    const { blueprint } = await loadSeed('mixed');
    const units = blueprint.projects[0]?.datasets[0]?.units ?? [];
    expect(units.map(({ type }) => type)).toEqual([...ITEM_TYPES]);
  });

  it('counts titles from 0, gives every unit its own id, and gives the same ids again', async () => {
    const [first, second] = [await loadSeed(seed), await loadSeed(seed)];
    const units = first.blueprint.projects[0]?.datasets[0]?.units ?? [];
    expect(units.map(({ title }) => title)).toEqual(['a_0.jpg', 'a_1.jpg']);
    expect(new Set(units.map(({ dataHash }) => dataHash)).size).toBe(2);
    expect(second.blueprint).toEqual(first.blueprint);
  });

  it('follows references by hash and uuid, in any case', async () => {
    const uuid = '00000000-0000-4000-8000-0000000000cc';
    const { blueprint } = await loadSeed({
      ontologies: [ontology],
      datasets: [dataset],
      workflowTemplates: [{ ...workflow, uuid }],
      projects: ['P', 'Q'].map((title) => ({
        title,
        ontology: ontology.ontologyHash.toUpperCase(),
        datasets: [dataset.datasetHash],
        workflow: uuid,
      })),
    });
    const [first, second] = blueprint.projects;
    expect(first?.projectHash).not.toBe(second?.projectHash);
    expect(first?.datasets).toEqual(second?.datasets);
    expect(first?.workflow.stages[0]?.pathways[0]?.destinationUuid).toBe(first?.workflow.stages[1]?.uuid);
  });

  it('takes a seed without projects', async () => {
    const { blueprint } = await loadSeed({ ontologies: [ontology], datasets: [dataset] });
    expect(blueprint.ontologies).toHaveLength(1);
  });

  it('replaces the only count of the first project', async () => {
    const { blueprint } = await loadSeed('demo', 7);
    expect(blueprint.projects[0]?.datasets[0]?.units).toHaveLength(7);
    await expect(loadSeed('mixed', 7)).rejects.toThrow(/exactly one item with "count"; it has none/);
    await expect(loadSeed('demo', -1)).rejects.toThrow(/whole number from 0 to 1000000, not -1/);
  });

  const withStages = (changed: readonly object[]) => ({
    projects: [{ ...project, workflow: { ...workflow, stages: changed } }],
  });
  const at = 'projects[0].workflow.stages';
  it.each<[string, unknown, string]>([
    ['unknown member', { project: [] }, 'project: unknown member "project"'],
    [
      'unknown member in place',
      {
        projects: [
          { ...project, datasets: [{ ...dataset, data: [{ title: 'x', type: 'image', file: 'a.jpg' }] }] },
        ],
      },
      'projects[0].datasets[0].data[0].file: unknown member "file"',
    ],
    [
      'wrong type',
      { datasets: [{ ...dataset, data: [{ title: 'x', type: 'movie' }] }] },
      'datasets[0].data[0].type: ',
    ],
    ['router stage', withStages([{ stageType: 'USER_ROUTER', title: 'A' }]), `${at}[0].stageType: `],
    [
      'unknown stage of a pathway',
      withStages([{ stageType: 'AGENT', title: 'A', pathways: [{ name: 'go', to: 'Nowhere' }] }]),
      `${at}[0].pathways[0].to: no stage "Nowhere" in this workflow; valid are "A"`,
    ],
    [
      'unknown next stage',
      withStages([{ stageType: 'REVIEW', title: 'A', to: 'Nowhere' }]),
      `${at}[0].to: no stage "Nowhere"`,
    ],
    [
      'unknown start',
      { projects: [{ ...project, workflow: { ...workflow, start: 'Z' } }] },
      'projects[0].workflow.start: no stage "Z"',
    ],
    [
      'stage title twice',
      withStages([...stages, { stageType: 'DONE', title: 'C' }]),
      `${at}[3].title: stage title "C" is used already by ${at}[2].title`,
    ],
    [
      'stage uuid twice',
      withStages(['A', 'B'].map((title) => ({ stageType: 'DONE', title, uuid: ontology.ontologyHash }))),
      `${at}[1].uuid: uuid "${ontology.ontologyHash}" is used already by ${at}[0].uuid`,
    ],
    [
      'pathway name twice, in another case',
      withStages([
        { stageType: 'AGENT', title: 'A', pathways: ['go', 'Go'].map((name) => ({ name, to: 'A' })) },
      ]),
      `${at}[0].pathways[1].name: pathway name (in any case) "go" is used already`,
    ],
    [
      'pathways of a human stage',
      withStages([{ stageType: 'REVIEW', title: 'A', pathways: [] }]),
      `${at}[0].pathways: only AGENT stages have pathways, this one is REVIEW`,
    ],
    [
      'unknown ontology',
      { projects: [{ ...project, ontology: dataset.datasetHash }] },
      `projects[0].ontology: no ontology "${dataset.datasetHash}"; there are none`,
    ],
    [
      'unknown dataset',
      { projects: [{ ...project, datasets: [ontology.ontologyHash] }] },
      'projects[0].datasets[0]: no dataset "',
    ],
    [
      'dataset named twice',
      {
        datasets: [dataset],
        projects: [{ ...project, datasets: [dataset.datasetHash, dataset.datasetHash] }],
      },
      'projects[0].datasets[1]: dataset "',
    ],
    ['dataset hash twice', { datasets: [dataset, dataset] }, 'datasets[1]: dataset id "'],
    [
      'project hash twice',
      {
        ontologies: [ontology],
        projects: [1, 2].map(() => ({
          ...project,
          ontology: ontology.ontologyHash,
          projectHash: ontology.ontologyHash,
          datasets: [],
        })),
      },
      'projects[1].projectHash: projectHash "',
    ],
    [
      'group without children',
      { datasets: [{ ...dataset, data: [{ title: 'x', type: 'group' }] }] },
      'datasets[0].data[0]: type group needs "children"',
    ],
    [
      'image with children',
      {
        datasets: [
          { ...dataset, data: [{ title: 'x', type: 'image', children: [{ title: 'y', type: 'image' }] }] },
        ],
      },
      'datasets[0].data[0].children: type image has none',
    ],
  ])('names the place: %s', async (_, value, problem) => {
    const message = await load(value).then(
      () => 'accepted',
      (error: Error) => error.message,
    );
    expect(message).toContain(problem);
  });
});

describe('seed files', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'seed-test-'));
    await writeFile(join(folder, 'good.json'), JSON.stringify(seed));
    await writeFile(join(folder, 'bad.json'), '{');
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('are read by their path', async () => {
    const { blueprint } = await loadSeed(join(folder, 'good.json'));
    expect(blueprint.projects[0]?.title).toBe('P');
  });

  it('are named when they are no JSON, or missing', async () => {
    await expect(loadSeed(join(folder, 'bad.json'))).rejects.toThrow(
      /bad\.json" cannot be used:\n {2}the file is no JSON/,
    );
    await expect(loadSeed('nope')).rejects.toThrow(/no built-in seed \(these are demo, two-stages, mixed\)/);
  });
});
