import type { AgentSource } from '../agents/pre-execution.js';
import type { EncordClient } from '../encord/client.js';
import type { ProjectCache } from '../execution/project-cache.js';
import type { SearchAttributeNames } from './contract.js';

/** What the activities of one worker share. */
export interface ActivityDependencies {
  readonly runner: AgentSource;
  readonly client: EncordClient;
  readonly projects: ProjectCache;
  /** Absent where the Temporal server does not know them. */
  readonly searchAttributes: SearchAttributeNames | undefined;
}
