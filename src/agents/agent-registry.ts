import type { Stage } from '../encord/project.js';
import { DefinitionError } from './errors.js';
import type { AgentDefinition } from './stage-options.js';

/** The agents of a runner: one per stage, in the order in which their stages were registered first. */
export class AgentRegistry {
  readonly #byStage = new Map<string, AgentDefinition>();

  get agents(): readonly AgentDefinition[] {
    return [...this.#byStage.values()];
  }

  /** @throws DefinitionError when the stage has an agent already, unless that is to be overwritten. */
  add(definition: AgentDefinition, { overwrite = false }: { readonly overwrite?: boolean } = {}): void {
    if (this.#byStage.has(definition.stage) && !overwrite)
      throw new DefinitionError(
        `Stage "${definition.name}" has an agent already. Register one agent per stage, or replace it with { overwrite: true }.`,
      );
    // A key that a map knows already keeps its place.
    this.#byStage.set(definition.stage, definition);
  }

  /** The agent that was registered under this stage's uuid, else the one registered under its title. */
  find(stage: Pick<Stage, 'uuid' | 'title'>): AgentDefinition | undefined {
    return this.#byStage.get(stage.uuid.toLowerCase()) ?? this.#byStage.get(stage.title);
  }
}
