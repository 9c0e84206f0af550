/** The public surface: what a file with agents imports. */
export type {
  AgentContext,
  Dependency,
  DependencyDefinition,
  DependencyMap,
  TaskEnd,
} from './agents/dependency.js';
export { dependency } from './agents/dependency.js';
export type { Duration } from './agents/duration.js';
export { DefinitionError, RejectTask } from './agents/errors.js';
export type { AgentReturn, Outcome } from './agents/outcome.js';
export type { PreExecution, PreExecutionContext } from './agents/pre-execution.js';
export type { AgentDefinition, AgentOptions, Backoff, StageOptions } from './agents/stage-options.js';
export type { AgentLog, Json, TaskContext } from './agents/task-context.js';
export type { AgentTask, TaskStatus } from './encord/agent-task.js';
export type { EncordClientOptions } from './encord/client.js';
export { EncordClient } from './encord/client.js';
export type { EncordErrorCode } from './encord/errors.js';
export { EncordError } from './encord/errors.js';
export type { EncordKey } from './encord/private-key.js';
export { loadPrivateKey } from './encord/private-key.js';
export type { AgentStage, Pathway, Project, Stage } from './encord/project.js';
export type { AgentFunction, StageDecorator } from './runners/agent-function.js';
export type { BoundRunnerOptions } from './runners/bound-project.js';
export type { ProjectSchema } from './runners/project-schema.js';
export type { RunnerOptions } from './runners/runner.js';
export { Runner } from './runners/runner.js';
