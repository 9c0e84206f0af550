import type { EncordClient } from '../encord/client.js';
import type { AgentStage, Project } from '../encord/project.js';
import type { AgentRegistry } from './agent-registry.js';
import type { AgentDefinition } from './stage-options.js';

/** What a run needs of a `Runner`, so that nothing below depends on the class. */
export interface AgentSource {
  readonly agents: AgentRegistry;
  readonly preExecution?: PreExecution | undefined;
  /** Set on a runner that was made for one project. */
  readonly projectHash?: string | undefined;
}

export interface PreExecutionContext {
  readonly runner: AgentSource;
  readonly project: Project;
  /** The agent stages of the project. */
  readonly stages: readonly AgentStage[];
  /** The runner's agents, in the order of registration. */
  readonly agents: readonly AgentDefinition[];
  readonly client: EncordClient;
}

/** A check of your own before a run: what it returns is awaited and ignored. */
export type PreExecution = (context: PreExecutionContext) => unknown;
