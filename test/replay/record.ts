/** `npm run record`: runs every scenario on a real server and keeps the histories of all its runs under test/histories. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { findTemporalCli } from '../../src/cli/temporal-cli.js';
import { Workbench } from '../support/workbench.js';
import { SCENARIO_GROUPS } from './scenarios.js';

const FOLDER = fileURLToPath(new URL('../histories', import.meta.url));

const record = async (bench: Workbench, folder: string, since: string): Promise<number> => {
  const { workflow } = bench.connection.client;
  const runs = [];
  for await (const run of workflow.list({ query: `StartTime >= "${since}"` })) runs.push(run);
  runs.sort((a, b) => a.startTime.getTime() - b.startTime.getTime());
  await mkdir(folder, { recursive: true });
  for (const [index, { workflowId, runId, type }] of runs.entries()) {
    const history = await workflow.getHandle(workflowId, runId).fetchHistory();
    const file = `${folder}/${String(index + 1).padStart(2, '0')}-${type}.json`;
    // As one line: diffs of histories tell nobody anything.
    await writeFile(file, `${JSON.stringify(JSON.parse(historyToJSON(history)))}\n`);
  }
  return runs.length;
};

process.env.TEMPORAL_CLI_PATH = (await findTemporalCli({ env: process.env, log: console.error })).path;
await rm(FOLDER, { recursive: true, force: true });
for (const group of SCENARIO_GROUPS) {
  const bench = await Workbench.start(group.bench);
  try {
    await bench.startWorker();
    for (const scenario of group.scenarios) {
      await bench.admin('reset', {});
      const since = new Date().toISOString();
      await scenario.run(bench);
      const runs = await record(bench, `${FOLDER}/${scenario.name}`, since);
      console.log(`${scenario.name}: ${runs} histories`);
    }
  } finally {
    await bench.close();
  }
}
