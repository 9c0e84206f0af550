import type { Blueprint, Ontology } from './blueprint.js';
import { Faults } from './faults.js';
import { Project, type ProjectDescription } from './project.js';
import { RequestLog } from './request-log.js';
import { Timestamps } from './timestamps.js';

export interface StateDescription {
  /** By project hash. */
  readonly projects: Readonly<Record<string, ProjectDescription>>;
}

export interface EmulatorStateOptions {
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** 0 ≤ x < 1; decides about faults with a probability. */
  readonly random?: () => number;
}

/** All that an emulator knows. One live object over its whole life: `reset` refills it. */
export class EmulatorState {
  readonly requests = new RequestLog();
  readonly faults: Faults;
  readonly ontologies = new Map<string, Ontology>();
  readonly projects = new Map<string, Project>();
  /** A tally for test agents, by key. */
  readonly counts = new Map<string, number>();
  readonly ontologiesCreatedAt: string;
  readonly #blueprint: Blueprint;
  readonly #timestamps: Timestamps;

  constructor(blueprint: Blueprint, { now = Date.now, random = Math.random }: EmulatorStateOptions = {}) {
    this.faults = new Faults(random);
    this.#blueprint = blueprint;
    this.#timestamps = new Timestamps(now);
    this.ontologiesCreatedAt = this.#timestamps.next();
    for (const ontology of blueprint.ontologies) this.ontologies.set(ontology.ontologyHash, ontology);
    this.#fillProjects();
  }

  /** Back to the seed: tasks, request log, tally and faults. */
  reset(): void {
    this.requests.clear();
    this.counts.clear();
    this.faults.replace([]);
    this.#fillProjects();
  }

  /** @returns the new count */
  count(key: string): number {
    const count = (this.counts.get(key) ?? 0) + 1;
    this.counts.set(key, count);
    return count;
  }

  describe({ tasks = true }: { readonly tasks?: boolean } = {}): StateDescription {
    const projects = [...this.projects].map(([hash, project]) => [hash, project.describe(tasks)] as const);
    return { projects: Object.fromEntries(projects) };
  }

  #fillProjects(): void {
    for (const project of this.#blueprint.projects) {
      this.projects.set(project.projectHash, new Project(project, this.#timestamps));
    }
  }
}
