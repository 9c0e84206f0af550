import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  bundleWorkflowCode,
  DefaultLogger,
  Runtime,
  Worker,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';
import { beforeAll, describe, expect, it } from 'vitest';
import { SCENARIO_GROUPS } from './scenarios.js';

const FOLDER = fileURLToPath(new URL('../histories', import.meta.url));
const WORKFLOWS = fileURLToPath(new URL('../../src/workflows', import.meta.url));

const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.json'))
  .toSorted((a, b) => a.localeCompare(b));

const replay = (file: string, workflowBundle: WorkflowBundleWithSourceMap): Promise<void> => {
  const history = JSON.parse(readFileSync(`${FOLDER}/${file}`, 'utf8'));
  // Without its own id a poll would take itself for a trigger.
  const { workflowId } = history.events[0].workflowExecutionStartedEventAttributes;
  return Worker.runReplayHistory({ workflowBundle }, history, workflowId);
};

describe('recorded histories', () => {
  let bundle: WorkflowBundleWithSourceMap;

  beforeAll(async () => {
    Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter: 'OFF' } } });
    bundle = await bundleWorkflowCode({ workflowsPath: WORKFLOWS, logger: new DefaultLogger('ERROR') });
  });

  it('there are some of every scenario', () => {
    const recorded = new Set(files.map((file) => file.split('/')[0]));
    const scenarios = SCENARIO_GROUPS.flatMap((group) => group.scenarios.map(({ name }) => name));
    expect(recorded).toEqual(new Set(scenarios));
  });

  it.each(files)('%s', async (file) => {
    await replay(file, bundle);
  });

  it.each([
    ['another activity', 'complete/03-runSlice.json', '"encord.runTask"', '"encord.runTusk"'],
    [
      'another order of commands',
      'complete/02-pollStage.json',
      '"encord.prepareStage"',
      '"encord.listTasks"',
    ],
    ['another child', 'complete/01-pollStage.json', '("pollStage"', '("pallStage"'],
  ])('a workflow changed to %s is caught', async (_, file, before, after) => {
    const changed = { ...bundle, code: mutate(bundle.code, before, after) };
    await expect(replay(file, changed)).rejects.toThrow(/TMPRL1100|[Nn]ondeterminism/);
  });
});

/** The bundler may write either kind of quotes. */
const mutate = (code: string, before: string, after: string): string => {
  const variants = [(text: string) => text, (text: string) => text.replaceAll('"', "'")];
  const quotes = variants.find((variant) => code.includes(variant(before)));
  if (quotes === undefined) throw new Error(`The bundle does not contain ${before}`);
  return code.replaceAll(quotes(before), quotes(after));
};
