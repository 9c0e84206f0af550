import { AgentRegistry } from '../agents/agent-registry.js';
import { hasBrand, RUNNER } from '../agents/brand.js';
import { defineAgent } from '../agents/define-agent.js';
import type { DependencyMap } from '../agents/dependency.js';
import { describeValue } from '../agents/describe-value.js';
import { DefinitionError } from '../agents/errors.js';
import { functionOption, optionsObject, parseOptions } from '../agents/option-schema.js';
import type { AgentReturn } from '../agents/outcome.js';
import type { PreExecution } from '../agents/pre-execution.js';
import { parseStageOptions, type StageOptions } from '../agents/stage-options.js';
import { findAgentStage, type Project } from '../encord/project.js';
import type { AgentFunction, NoUnknownMember, StageDecorator } from './agent-function.js';
import { type BoundRunnerOptions, fetchProject } from './bound-project.js';
import type { PathwayOf, ProjectSchema, StageName } from './project-schema.js';
import { decorateStaticMethod } from './static-method.js';

export interface RunnerOptions {
  /** Runs once per run, before the first task is listed. If it throws, nothing runs. */
  readonly preExecution?: PreExecution;
}

const runnerOptions = optionsObject({ preExecution: functionOption<PreExecution>().optional() });

/** Collects the agents of a project's stages. Registering is data only: nothing is fetched and nothing runs. */
export class Runner<S extends ProjectSchema = ProjectSchema> {
  readonly agents = new AgentRegistry();
  readonly preExecution?: PreExecution;
  /** Known when the runner was made by `Runner.forProject`. */
  #project: Project | undefined;

  /** @throws DefinitionError for an unknown option. */
  constructor(options: RunnerOptions = {}) {
    const { preExecution } = parseOptions(runnerOptions, options, 'new Runner()');
    if (preExecution !== undefined) this.preExecution = preExecution;
  }

  get [RUNNER](): true {
    return true;
  }

  /** The only project that this runner runs on, if it was made for one. */
  get projectHash(): string | undefined {
    return this.#project?.projectHash;
  }

  /**
   * A runner for one project, which checks the names of stages as they are registered.
   * @throws DefinitionError where the project has no agent stage; EncordError where it cannot be read.
   */
  static async forProject(projectHash: string, options: BoundRunnerOptions): Promise<Runner> {
    const { project, preExecution } = await fetchProject(projectHash, options);
    const runner = new Runner(preExecution === undefined ? {} : { preExecution });
    runner.#project = project;
    return runner;
  }

  /** True for runners of any loaded copy of this package. */
  static isInstance(value: unknown): value is Runner {
    return hasBrand(value, RUNNER);
  }

  // The order matters twice: the function-first overload must come first (a later one sees the arrow's return type already widened
  // to string), and for a wrong call TypeScript prints the last overload that has the right number of arguments: that one is the
  // sentence. `const R` keeps the pathway literals of async functions (TypeScript 7 widens them in a plain `R | Promise<R>`).
  // Without `= {}`, options that declare no dependencies would allow any name in the context.
  /**
   * Registers the agent of a stage, named by title or uuid.
   *
   * `stage(name, agent)` and `stage(name, options, agent)` return the agent. `stage(name, options?)` returns a function that takes
   * the agent, and that is a decorator for static methods, too.
   * @throws DefinitionError for a second agent of a stage, an unknown option, or an unknown stage where the project is known.
   */
  stage<N extends StageName<S>, const R extends AgentReturn<PathwayOf<S, N>>>(
    name: N,
    agent: AgentFunction<{}, R> & NoUnknownMember<R>,
  ): AgentFunction<{}, R>;
  stage<
    N extends StageName<S>,
    const R extends AgentReturn<PathwayOf<S, N>>,
    const D extends DependencyMap = {},
  >(name: N, options: StageOptions<D>, agent: AgentFunction<D, R> & NoUnknownMember<R>): AgentFunction<D, R>;
  stage<N extends StageName<S>, const D extends DependencyMap = {}>(
    name: N,
    options?: StageOptions<D>,
  ): StageDecorator<D, PathwayOf<S, N>>;
  stage(
    name: StageName<S>,
    agent: ((...context: never[]) => unknown) &
      'An agent returns a pathway of its stage, { pathway, priority }, or nothing',
  ): never;
  stage(name: string, ...rest: readonly unknown[]): unknown {
    const stage = this.#identify(name);
    const [first, second] = rest;
    if (typeof first === 'function') {
      if (rest.length === 1) return this.#register(stage, {}, first);
      throw new DefinitionError(`Stage "${name}": the agent comes last, as in stage(name, options, agent).`);
    }
    const options = first === undefined ? {} : first;
    if (rest.length > 1) return this.#register(stage, options, second);
    const register = this.#prepare(stage, options);
    return (...decorated: readonly unknown[]) => {
      const [agent] = decorated;
      if (decorated.length < 2) register(agent);
      else decorateStaticMethod(stage.name, decorated, register);
      return agent;
    };
  }

  #register(stage: StageIdentity, options: unknown, agent: unknown): unknown {
    this.#prepare(stage, options)(agent);
    return agent;
  }

  /** Checks the options at once, whenever the agent comes. */
  #prepare(stage: StageIdentity, given: unknown): (agent: unknown) => void {
    const { overwrite, ...parsed } = parseStageOptions(stage.name, given);
    return (run) => this.agents.add(defineAgent({ ...stage, ...parsed, run }), { overwrite });
  }

  /** With a project, titles become uuids, so that registrations by title and by uuid meet. */
  #identify(name: unknown): StageIdentity {
    if (typeof name !== 'string' || name.trim() === '')
      throw new DefinitionError(`A stage is named by its title or uuid, not by ${describeValue(name)}.`);
    if (this.#project === undefined) return { stage: name, name };
    const lookup = findAgentStage(this.#project, name);
    if (lookup.found === undefined) throw new DefinitionError(lookup.problem);
    return { stage: lookup.found.uuid, name: lookup.found.title };
  }
}

interface StageIdentity {
  readonly stage: string;
  readonly name: string;
}
