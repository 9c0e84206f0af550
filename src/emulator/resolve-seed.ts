import type { Blueprint, Dataset, Ontology, ProjectBlueprint } from './blueprint.js';
import { deterministicUuid } from './deterministic-uuid.js';
import { resolveDataset } from './resolve-dataset.js';
import { resolveWorkflow } from './resolve-workflow.js';
import { quoteList, SeedError, type SeedPath, SeedProblems } from './seed-problems.js';
import type { DatasetSeed, OntologySeed, ParsedSeed, WorkflowSeed } from './seed-schema.js';

/**
 * Follows references, makes missing ids and expands counts.
 * @throws SeedError that names every unknown reference and every duplicate.
 */
export const resolveSeed = (seed: ParsedSeed, source: string): Blueprint => {
  const problems = new SeedProblems();
  const ontologies = new Kind('ontology', problems, resolveOntology);
  const datasets = new Kind('dataset', problems, (value: DatasetSeed, path) => {
    const dataset = resolveDataset(value, { path, problems });
    return { hash: dataset.datasetHash, resolved: dataset };
  });
  const workflows = new Kind('workflow template', problems, (value: WorkflowSeed, path) => ({
    hash: value.uuid ?? deterministicUuid(path.join('/')),
    resolved: resolveWorkflow(value, { path, problems }),
  }));
  ontologies.declare(seed.ontologies, 'ontologies');
  datasets.declare(seed.datasets, 'datasets');
  workflows.declare(seed.workflowTemplates, 'workflowTemplates');

  const uniqueProject = problems.unique('projectHash');
  const projects = (seed.projects ?? []).flatMap((project, index): ProjectBlueprint[] => {
    const path = ['projects', index];
    const projectHash = project.projectHash ?? deterministicUuid(path.join('/'));
    uniqueProject(projectHash, [...path, 'projectHash']);
    const ontology = ontologies.follow(project.ontology, [...path, 'ontology']);
    const workflow = workflows.follow(project.workflow, [...path, 'workflow']);
    const uniqueDataset = problems.unique('dataset');
    const ownDatasets = project.datasets.flatMap((reference, position): Dataset[] => {
      const at = [...path, 'datasets', position];
      const dataset = datasets.follow(reference, at);
      if (dataset !== undefined) uniqueDataset(dataset.datasetHash, at);
      return dataset === undefined ? [] : [dataset];
    });
    if (ontology === undefined || workflow === undefined) return [];
    return [{ projectHash, title: project.title, ontology, datasets: ownDatasets, workflow }];
  });

  if (problems.found.length > 0) throw new SeedError(source, problems.found);
  return { ontologies: ontologies.all(), projects };
};

const resolveOntology = (seed: OntologySeed, path: SeedPath): Identified<Ontology> => {
  const ontologyHash = seed.ontologyHash ?? deterministicUuid(path.join('/'));
  return { hash: ontologyHash, resolved: { ontologyHash, title: seed.title, editor: seed.editor } };
};

interface Identified<Resolved> {
  readonly hash: string;
  readonly resolved: Resolved | undefined;
}

/** The ontologies, datasets or workflow templates of a seed: listed at its top, or held in place by a project. */
class Kind<Value extends object, Resolved> {
  readonly #name: string;
  readonly #problems: SeedProblems;
  readonly #resolve: (value: Value, path: SeedPath) => Identified<Resolved>;
  readonly #byHash = new Map<string, Resolved | undefined>();
  readonly #unique: (key: string, path: SeedPath) => void;

  constructor(
    name: string,
    problems: SeedProblems,
    resolve: (value: Value, path: SeedPath) => Identified<Resolved>,
  ) {
    this.#name = name;
    this.#problems = problems;
    this.#resolve = resolve;
    this.#unique = problems.unique(`${name} id`);
  }

  declare(values: readonly Value[] | undefined, list: string): void {
    for (const [index, value] of (values ?? []).entries()) this.#add(value, [list, index]);
  }

  follow(reference: string | Value, path: SeedPath): Resolved | undefined {
    if (typeof reference !== 'string') return this.#add(reference, path);
    if (!this.#byHash.has(reference)) {
      this.#problems.add(path, `no ${this.#name} "${reference}"; ${quoteList([...this.#byHash.keys()])}`);
    }
    return this.#byHash.get(reference);
  }

  all(): Resolved[] {
    return [...this.#byHash.values()].filter((value) => value !== undefined);
  }

  #add(value: Value, path: SeedPath): Resolved | undefined {
    const { hash, resolved } = this.#resolve(value, path);
    this.#unique(hash, path);
    this.#byHash.set(hash, resolved);
    return resolved;
  }
}
