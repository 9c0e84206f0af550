import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { WorkflowHandle } from '@temporalio/client';
import { type DevServer, startDevServer } from '../../src/cli/dev-server.js';
import { connect, type TemporalConnection } from '../../src/client.js';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../src/emulator/index.js';
import type { PollStageInput, StageReport } from '../../src/workflows/contract.js';
import { startTestWorker, type TestWorker } from './worker-process.js';

export const AGENT_1 = '6011c844-fb26-438b-b465-0b0825951015';
export const COMPLETE = '49a786f3-5edf-4b94-aff0-3da9042d3bf0';

export interface WorkbenchOptions extends EmulatorOptions {
  /** File in test/e2e/agents, without its ending. */
  readonly agents: string;
  /** More environment for the workers. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The real parts of one test file: a Temporal server, an emulator, worker processes, and a client. */
export class Workbench {
  readonly server: DevServer;
  readonly emulator: Emulator;
  readonly connection: TemporalConnection;
  readonly workerEnv: Readonly<Record<string, string>>;
  readonly #workers: TestWorker[] = [];

  private constructor(parts: {
    server: DevServer;
    emulator: Emulator;
    connection: TemporalConnection;
    workerEnv: Readonly<Record<string, string>>;
  }) {
    this.server = parts.server;
    this.emulator = parts.emulator;
    this.connection = parts.connection;
    this.workerEnv = parts.workerEnv;
  }

  static async start({ agents, env = {}, ...emulatorOptions }: WorkbenchOptions): Promise<Workbench> {
    const cliPath = process.env.TEMPORAL_CLI_PATH ?? '';
    const [server, emulator] = await Promise.all([
      startDevServer({ cliPath, headless: true }),
      startEmulator(emulatorOptions),
    ]);
    const connection = await connect({
      connectionOptions: { address: server.address },
      namespace: 'default',
      taskQueue: 'encord-agents',
    });
    const workerEnv = {
      TEMPORAL_ADDRESS: server.address,
      ENCORD_SSH_KEY_FILE: emulator.keyFile,
      ENCORD_DOMAIN: emulator.url,
      ENCORD_AGENTS: fileURLToPath(new URL(`../e2e/agents/${agents}.ts`, import.meta.url)),
      ...env,
    };
    return new Workbench({ server, emulator, connection, workerEnv });
  }

  get projectHash(): string {
    const [project] = this.emulator.projects;
    if (project === undefined) throw new Error('The seed has no project');
    return project.projectHash;
  }

  get canonicalId(): string {
    return `encord/${this.projectHash}/${AGENT_1}`;
  }

  async startWorker(env: Readonly<Record<string, string>> = {}): Promise<TestWorker> {
    const worker = await startTestWorker({ ...this.workerEnv, ...env });
    this.#workers.push(worker);
    return worker;
  }

  /** Starts a trigger, as people do. */
  startPoll(input: Partial<PollStageInput> = {}): Promise<WorkflowHandle<() => Promise<StageReport>>> {
    return this.connection.client.workflow.start('pollStage', {
      taskQueue: 'encord-agents',
      workflowId: `trigger-${Math.random().toString(36).slice(2)}`,
      args: [{ projectHash: this.projectHash, stage: 'Agent 1', ...input }],
    });
  }

  async poll(input: Partial<PollStageInput> = {}): Promise<StageReport> {
    const handle = await this.startPoll(input);
    return handle.result();
  }

  /** Runs the real `temporal` command. */
  async temporal(...args: string[]): Promise<string> {
    const cli = process.env.TEMPORAL_CLI_PATH ?? '';
    const { stdout } = await promisify(execFile)(cli, [...args, '--address', this.server.address]);
    return stdout;
  }

  /** Tasks per stage title. */
  get stages(): Readonly<Record<string, number>> {
    return this.#describeProject().stages;
  }

  get tasks(): readonly { uuid: string; dataTitle: string; priority: number; history: readonly unknown[] }[] {
    return this.#describeProject().tasks ?? [];
  }

  #describeProject() {
    const project = this.emulator.state.describe().projects[this.projectHash];
    if (project === undefined) throw new Error('The project is gone');
    return project;
  }

  /** What the agents have counted. */
  async counts(): Promise<Record<string, number>> {
    const response = await fetch(`${this.emulator.url}/__emulator/count`);
    return (await response.json()) as Record<string, number>;
  }

  async admin(path: string, body: unknown): Promise<void> {
    const response = await fetch(`${this.emulator.url}/__emulator/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.kill()));
    await this.connection.close();
    await this.emulator.close();
    await this.server.stop();
  }
}
