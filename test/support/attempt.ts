/** One attempt at one task without Temporal and without requests, for the tests of `runTask`. */
import { defineAgent } from '../../src/agents/define-agent.js';
import { parseStageOptions } from '../../src/agents/stage-options.js';
import type { AgentLog, Json } from '../../src/agents/task-context.js';
import { EncordClient } from '../../src/encord/client.js';
import { loadPrivateKey } from '../../src/encord/private-key.js';
import type { AgentStage, Project } from '../../src/encord/project.js';
import { AttemptError } from '../../src/execution/failure.js';
import { runTask } from '../../src/execution/run-task.js';
import { StepMemory } from '../../src/execution/step-memory.js';
import vectors from '../vectors/signatures.json' with { type: 'json' };

export const stage: AgentStage = {
  uuid: '6011c844-fb26-438b-b465-0b0825951015',
  title: 'Agent 1',
  type: 'AGENT',
  pathways: [{ name: 'complete', uuid: '49a786f3-5edf-4b94-aff0-3da9042d3bf0', destinationUuid: 'done' }],
};

export const project: Project = {
  projectHash: '5f9b4a52-2f58-4d0a-8f39-0d5b7d7b0f11',
  type: 'workflow',
  title: 'Cats',
  description: '',
  ontologyHash: '0',
  ontology: {},
  stages: [stage],
};

export const task = {
  uuid: 'e0e0d09a-cfbe-4e10-b95b-431f776c384a',
  dataHash: '0a1b2c3d-0000-4000-8000-000000000001',
  dataTitle: 'image_0.jpg',
  labelBranchName: 'main',
  status: 'NEW',
  createdAt: new Date('2026-01-02T03:04:05.678Z'),
  updatedAt: new Date('2026-01-02T03:04:06.789Z'),
  assignee: undefined,
  lastActionedBy: undefined,
};

/** Talks to nobody. */
export const idleClient = new EncordClient({
  privateKey: await loadPrivateKey(vectors.keys.A.openssh),
  domain: 'http://127.0.0.1:9',
});

export interface Attempt {
  readonly agent: unknown;
  /** Stage options; `timeout` in milliseconds. */
  readonly options?: object;
  readonly signal?: AbortSignal;
  readonly attempt?: number;
  /** Default: one that has nobody to talk to. */
  readonly client?: EncordClient;
  readonly earlierSteps?: Readonly<Record<string, Json>>;
  /** Where log lines go. */
  readonly lines?: string[];
}

export const runAttempt = ({
  agent,
  options = {},
  signal = new AbortController().signal,
  attempt = 1,
  client = idleClient,
  earlierSteps = {},
  lines = [],
}: Attempt) => {
  const write = (message: string) => void lines.push(message);
  const log: AgentLog = { debug: write, info: write, warn: write, error: write };
  const steps = new StepMemory(earlierSteps, () => undefined);
  const { overwrite: _, ...parsed } = parseStageOptions(stage.title, options);
  const definition = defineAgent({ stage: stage.title, name: stage.title, ...parsed, run: agent });
  const host = { attempt, signal, log, steps, heartbeat: () => write('beat') };
  return runTask({ definition, task, stage, project, client, host });
};

/** The AttemptError that a promise ends with; anything else fails the test. */
export const attemptErrorOf = async (promise: Promise<unknown>): Promise<AttemptError> => {
  const error: unknown = await promise.then(
    (value) => new Error(`No error, but the value ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (error instanceof AttemptError) return error;
  throw new Error(`No AttemptError, but ${String(error)}`, { cause: error });
};
