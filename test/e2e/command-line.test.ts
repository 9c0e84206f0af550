import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { describeE2e } from '../support/describe-e2e.js';
import { runCli, startCli } from '../support/run-cli.js';
import { AGENT_1, Workbench } from '../support/workbench.js';

const AGENTS = `
import { Runner } from 'encord-temporal';
import { pathwayOf } from './pathway';

export const runner = new Runner();
const ready: boolean = await Promise.resolve(true);

runner.stage('Agent 1', async ({ task }) => (ready ? pathwayOf(task.dataTitle) : undefined));
`;
const HELPER = `export const pathwayOf = (title: string): string => (title.endsWith('.jpg') ? 'complete' : 'nowhere');\n`;

const ANY = '00000000-0000-4000-8000-000000000000';

describeE2e('the command line', () => {
  let bench: Workbench;
  let folder: string;

  beforeAll(async () => {
    bench = await Workbench.start({ agents: 'behaviours', tasks: 20 });
    folder = await mkdtemp(join(tmpdir(), 'agents-'));
    await writeFile(join(folder, 'agents.ts'), AGENTS);
    await writeFile(join(folder, 'pathway.ts'), HELPER);
  });
  beforeEach(() => bench.admin('reset', {}));
  afterAll(async () => {
    await bench?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const env = () => ({ TEMPORAL_ADDRESS: bench.server.address });
  const encord = () => ({ ENCORD_SSH_KEY_FILE: bench.emulator.keyFile, ENCORD_DOMAIN: bench.emulator.url });
  const cli = (...args: string[]) => runCli({ args, env: { ...env(), ...encord() }, cwd: folder });

  it('demo shows the whole thing, ends what it started, and works again', async () => {
    for (const tasks of ['30', '40']) {
      const { code, stdout, stderr } = await runCli({ args: ['demo', '--tasks', tasks], cwd: folder });
      expect(code, stderr).toBe(0);
      expect(stdout.trimEnd().split('\n').at(-1)).toBe(`advanced ${tasks}`);
      const [ui] = /http:\/\/127\.0\.0\.1:\d+/.exec(stdout.slice(stdout.indexOf('UI'))) ?? [];
      expect(ui).toBeDefined();
      await expect(fetch(ui ?? '')).rejects.toThrow();
    }
  });

  it('an agents file in an empty folder works, and start, status and stages speak JSON', async () => {
    const worker = await startCli({
      args: ['worker', '--agents', 'agents.ts'],
      env: { ...env(), ...encord() },
      cwd: folder,
      ready: '"RUNNING"',
    });
    const project = bench.projectHash;
    const start = await cli('start', '--project', project, '--stage', 'Agent 1', '--json');
    expect(start.code, start.stderr).toBe(0);
    expect(JSON.parse(start.stdout)).toMatchObject({ status: 'completed', advanced: 20, stageUuid: AGENT_1 });
    const status = await cli('status', bench.canonicalId, '--json');
    expect(JSON.parse(status.stdout)).toMatchObject({ status: 'COMPLETED', report: { advanced: 20 } });
    const stages = await cli('stages', '--project', project, '--json');
    expect(JSON.parse(stages.stdout)).toMatchObject({
      title: 'Demo',
      stages: [{ title: 'Agent 1', uuid: AGENT_1, pathways: [{ name: 'complete' }] }],
    });
    const doctor = await cli('doctor', '--project', project);
    expect(doctor.code, doctor.stdout + doctor.stderr).toBe(0);
    const unknown = await cli('start', '--project', project, '--stage', 'Agent 2');
    expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining('"Agent 1" (6011c844')]);
    const foreign = await cli('start', '--project', ANY, '--stage', 'Agent 1');
    expect([foreign.code, foreign.stderr]).toEqual([1, expect.stringMatching(/UNAUTHORISED.*403/)]);
    expect(foreign.stderr).not.toMatch(/^\s+at /m);
    expect(await worker.stop()).toBe(0);
  });

  it('start exits with 1 when tasks failed, and says which', async () => {
    await bench.startWorker();
    const { code, stdout } = await cli('start', '--project', bench.projectHash, '--stage', 'Agent 1');
    expect(code).toBe(1);
    expect(stdout).toContain('image_3.jpg');
    expect(stdout).toContain('REJECTED');
  });

  it('two runs at once: the second exits with 0 and says that the stage is being polled', async () => {
    const args = ['start', '--project', bench.projectHash, '--stage', 'Agent 1'];
    const first = await cli(...args, '--refresh-every', '1h', '--detach');
    expect(first.code, first.stderr).toBe(0);
    const second = await cli(...args);
    expect([second.code, second.stdout + second.stderr]).toEqual([0, expect.stringMatching(/already/i)]);
    const watched = cli('watch', bench.canonicalId, '--json');
    await bench.connection.client.workflow.getHandle(bench.canonicalId).cancel();
    const { code, stdout } = await watched;
    expect([code, JSON.parse(stdout)]).toMatchObject([1, { status: 'stopped', stoppedBy: 'cancel' }]);
  });

  it.each<[string, string[], (base: Record<string, string>) => Record<string, string>, number, RegExp]>([
    [
      'a key file that is not there',
      ['worker', '--agents', 'agents.ts'],
      (base) => ({ ...base, ENCORD_SSH_KEY_FILE: '/nowhere' }),
      2,
      /\/nowhere.*no such file/,
    ],
    [
      'no key',
      ['stages', '--project', ANY],
      ({ ENCORD_DOMAIN = '' }) => ({ ENCORD_DOMAIN }),
      2,
      /ENCORD_SSH_KEY_FILE/,
    ],
    [
      'an agents module that is not there',
      ['worker', '--agents', 'nowhere.ts'],
      (base) => base,
      2,
      /nowhere\.ts/,
    ],
    [
      'a domain that does not answer',
      ['stages', '--project', ANY],
      (base) => ({ ...base, ENCORD_DOMAIN: 'http://127.0.0.1:9' }),
      1,
      /127\.0\.0\.1:9.*ECONNREFUSED|ECONNREFUSED.*127\.0\.0\.1:9/,
    ],
    [
      'a Temporal server that is not there',
      ['worker', '--agents', 'agents.ts', '--address', '127.0.0.1:9'],
      (base) => base,
      1,
      /No Temporal server answers at 127\.0\.0\.1:9\. Start one/,
    ],
    ['a project that is not there', ['stages', '--project', ANY], (base) => base, 1, /403/],
    ['an unknown option', ['start', '--projct', 'x'], (base) => base, 2, /--project/],
  ])('%s: one clear line and an exit code', async (_, args, change, code, message) => {
    const result = await runCli({ args, env: { ...env(), ...change(encord()) }, cwd: folder });
    expect([result.code, result.stderr]).toEqual([code, expect.stringMatching(message)]);
    expect(result.stderr).not.toMatch(/^\s+at /m);
    expect(result.stderr.trim().split('\n').length).toBeLessThanOrEqual(3);
  });

  it('an encrypted key without its passphrase: one clear line', async () => {
    const { cases } = JSON.parse(
      await readFile(new URL('../vectors/openssh-keys.json', import.meta.url), 'utf8'),
    );
    const encrypted = cases.find((key: { expect: string }) => key.expect === 'passphrase_required');
    const result = await runCli({
      args: ['worker', '--agents', 'agents.ts'],
      env: { ...env(), ...encord(), ENCORD_SSH_KEY: encrypted.openssh },
      cwd: folder,
    });
    expect([1, 2]).toContain(result.code);
    expect(result.stderr).toContain('ENCORD_SSH_KEY_PASSPHRASE');
    expect(result.stderr).not.toMatch(/^\s+at /m);
  });
});
