import { type Emulator, type EmulatorOptions, startEmulator } from '../../src/emulator/index.js';
import { EncordClient } from '../../src/encord/client.js';
import { loadPrivateKey } from '../../src/encord/private-key.js';
import type { AgentStage } from '../../src/encord/project.js';
import { findAgentStage } from '../../src/encord/project.js';
import { createTestClient } from './signed-request.js';

interface EmulatedTask {
  readonly uuid: string;
  readonly dataHash: string;
  readonly dataTitle: string;
  readonly stage: string;
  readonly priority: number;
  readonly history: readonly { readonly to: string; readonly by: string }[];
}

/** The emulator's first project over real HTTP, and the real client. */
export class EmulatedProject {
  readonly emulator: Emulator;
  readonly client: EncordClient;
  readonly projectHash: string;

  private constructor(emulator: Emulator, client: EncordClient) {
    this.emulator = emulator;
    this.client = client;
    this.projectHash = emulator.projects[0]?.projectHash ?? '';
  }

  /** The client repeats nothing unless told to, so that a fault is seen at once. */
  static async start({ repeatForMs = 0, ...options }: EmulatorOptions & { repeatForMs?: number } = {}) {
    const emulator = await startEmulator(options);
    const privateKey = await loadPrivateKey(emulator.privateKey);
    const client = new EncordClient({ privateKey, domain: emulator.url, repeatForMs });
    return new EmulatedProject(emulator, client);
  }

  /** In the order of listings. */
  get tasks(): readonly EmulatedTask[] {
    return this.emulator.state.describe().projects[this.projectHash]?.tasks ?? [];
  }

  /** Tasks per stage title. */
  get stages(): Readonly<Record<string, number>> {
    return this.emulator.state.describe({ tasks: false }).projects[this.projectHash]?.stages ?? {};
  }

  async stage(title: string): Promise<AgentStage> {
    const lookup = findAgentStage(await this.client.getProject(this.projectHash), title);
    if (lookup.found === undefined) throw new Error(lookup.problem);
    return lookup.found;
  }

  admin<Answer>(path: string, body?: unknown): Promise<Answer> {
    return createTestClient(this.emulator).admin<Answer>(path, body);
  }

  /** Requests since the start or the last reset, by operation; those that were struck by a fault included. */
  async requests(): Promise<Readonly<Record<string, number>>> {
    const { byOperation } = await this.admin<{ byOperation: Record<string, number> }>('requests');
    return byOperation;
  }

  /** A person moves a task. */
  async move(task: { readonly uuid: string } | undefined, stage: string): Promise<void> {
    await this.admin('move', { projectHash: this.projectHash, taskUuid: task?.uuid, stage });
  }

  async close(): Promise<void> {
    await this.client.close();
    await this.emulator.close();
  }
}
