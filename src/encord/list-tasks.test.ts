import { afterEach, describe, expect, it } from 'vitest';
import {
  answerJson,
  type Handler,
  hasValidSignature,
  type RecordedRequest,
  type RecordingServer,
  startRecordingServer,
} from '../../test/support/recording-server.js';
import vectors from '../../test/vectors/signatures.json' with { type: 'json' };
import { EncordClient } from './client.js';
import type { TaskFilters, TaskPage } from './list-tasks.js';
import { loadPrivateKey } from './private-key.js';
import type { TaskWire } from './wire.js';

const stage = { projectHash: 'p', stageUuid: 's' };

const task = (name: string): TaskWire => ({
  uuid: `T-${name}`,
  createdAt: '2025-10-09T08:53:20.123456',
  updatedAt: '2025-10-09T10:53:20+02:00',
  status: 'NEW',
  dataHash: `D-${name}`,
  dataTitle: `${name}.png`,
  labelBranchName: 'main',
  assignee: null,
  lastActionedBy: null,
});

const privateKey = await loadPrivateKey(vectors.keys.A.openssh);

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

const setUp = async (handler: Handler): Promise<{ client: EncordClient; server: RecordingServer }> => {
  const server = await startRecordingServer(handler);
  const client = new EncordClient({ privateKey, domain: server.url, repeatForMs: 0 });
  closers.push(async () => {
    await client.close();
    await server.close();
  });
  return { client, server };
};

const queryOf = ({ target }: RecordedRequest): URLSearchParams => new URL(target, 'http://x').searchParams;

/** Answers pages in turn, from their names and tokens. */
const pages =
  (...list: (readonly [names: string, nextPageToken?: string | null | undefined])[]): Handler =>
  (response, _request, count) => {
    const [names, nextPageToken] = list[count - 1] ?? [''];
    answerJson(response, 200, { results: names.split('').map(task), nextPageToken });
  };

const collect = async (list: AsyncGenerator<TaskPage>): Promise<[string, string | undefined][]> => {
  const collected: [string, string | undefined][] = [];
  for await (const { tasks, nextPageToken } of list)
    collected.push([tasks.map(({ dataTitle }) => dataTitle[0]).join(''), nextPageToken]);
  return collected;
};

describe('listTaskPages', () => {
  it('follows cursors, beyond empty pages, until there is none', async () => {
    const { client, server } = await setUp(pages(['ab', 't+1='], ['', 't2'], ['c', null]));
    expect(await collect(client.listTaskPages(stage))).toEqual([
      ['ab', 't+1='],
      ['', 't2'],
      ['c', undefined],
    ]);
    expect(server.requests.map((request) => queryOf(request).get('pageToken'))).toEqual([null, 't+1=', 't2']);
    expect(server.requests[0]?.target).toBe('/v2/public/projects/p/workflow/stages/s/tasks');
    expect(server.requests.every((request) => hasValidSignature(request, privateKey.publicKeyHex))).toBe(
      true,
    );
  });

  it.each([undefined, null, ''])('ends at the token %o', async (token) => {
    const { client, server } = await setUp(pages(['a', token], ['b', undefined]));
    expect(await collect(client.listTaskPages(stage))).toEqual([['a', undefined]]);
    expect(server.requests).toHaveLength(1);
  });

  it('goes on from a token', async () => {
    const { client, server } = await setUp(pages(['c']));
    expect(await collect(client.listTaskPages({ ...stage, pageToken: 't2' }))).toEqual([['c', undefined]]);
    expect(server.requests[0]?.target).toMatch(/\?pageToken=t2$/);
  });

  it('fetches a page only when it is asked for', async () => {
    const { client, server } = await setUp(pages(['a', 't1'], ['b', 't2']));
    expect((await client.listTaskPages(stage).next()).value?.nextPageToken).toBe('t1');
    expect(server.requests).toHaveLength(1);
  });

  it('stops at a page that names itself as the next one', async () => {
    const { client } = await setUp(pages(['a', 't1'], ['b', 't1']));
    await expect(collect(client.listTaskPages(stage))).rejects.toMatchObject({ code: 'INVALID_RESPONSE' });
  });

  it('sends every filter under its name and leaves the input alone', async () => {
    const { client, server } = await setUp(pages(['a', 't'], ['b']));
    const filters: TaskFilters = Object.freeze({
      dataHashes: ['0A1B2C3D-0000-4000-8000-000000000001', 'other'],
      datasetHashes: ['8C0A9C1E-3C84-4B0E-8D58-2A4F6B1F0D21'],
      dataTitleContains: 'cat 1+.png',
      statuses: ['NEW', 'ASSIGNED'] as const,
      userEmails: ['a@b.co'],
    });
    const input = Object.freeze({ ...stage, filters });
    const before = JSON.stringify(input);
    await collect(client.listTaskPages(input));
    expect(JSON.stringify(input)).toBe(before);
    for (const request of server.requests) {
      const query = queryOf(request);
      expect(query.getAll('dataHashes')).toEqual(['0a1b2c3d-0000-4000-8000-000000000001', 'other']);
      expect(query.getAll('datasetHashes')).toEqual(['8c0a9c1e-3c84-4b0e-8d58-2a4f6b1f0d21']);
      expect(query.getAll('dataTitleContains')).toEqual(['cat 1+.png']);
      expect(query.getAll('statuses')).toEqual(['NEW', 'ASSIGNED']);
      expect(query.getAll('userEmails')).toEqual(['a@b.co']);
    }
  });

  it.each(['dataHashes', 'datasetHashes', 'statuses', 'userEmails'])(
    'sends nothing and yields nothing for empty %s, which Encord would take for all',
    async (name) => {
      const { client, server } = await setUp(pages(['a']));
      expect(await collect(client.listTaskPages({ ...stage, filters: { [name]: [] } }))).toEqual([]);
      expect(server.requests).toHaveLength(0);
    },
  );

  describe('with more than 200 data hashes', () => {
    const dataHashes = Array.from({ length: 450 }, (_, index) => `hash-${index}`);
    const filters = { dataHashes: [...dataHashes, 'hash-0', 'hash-449'] };

    it('makes several listings, one after the other, each with its cursors', async () => {
      const { client, server } = await setUp(pages(['a', 't~1'], ['b'], ['c'], ['', 't2'], ['d']));
      const listed = await collect(client.listTaskPages({ ...stage, filters }));
      expect(listed.map(([names]) => names)).toEqual(['a', 'b', 'c', '', 'd']);
      expect(listed.map(([, token]) => token === undefined)).toEqual([false, false, false, false, true]);
      const queries = server.requests.map(queryOf);
      expect(queries.map((query) => query.get('pageToken'))).toEqual([null, 't~1', null, null, 't2']);
      const sent = queries.map((query) => query.getAll('dataHashes'));
      expect(sent.map((hashes) => hashes.length)).toEqual([200, 200, 200, 50, 50]);
      expect([...(sent[0] ?? []), ...(sent[2] ?? []), ...(sent[3] ?? [])]).toEqual(dataHashes);
    });

    it('goes on from the token of any page', async () => {
      const all: [string, string?][] = [['a', 't~1'], ['b'], ['c'], ['', 't2'], ['d']];
      const whole = await setUp(pages(...all));
      const listed = await collect(whole.client.listTaskPages({ ...stage, filters }));
      for (const [index, [, pageToken]] of listed.slice(0, -1).entries()) {
        const { client, server } = await setUp(pages(...all.slice(index + 1)));
        const rest = await collect(client.listTaskPages({ ...stage, filters, pageToken }));
        expect(rest).toEqual(listed.slice(index + 1));
        expect(server.requests.map(({ target }) => target)).toEqual(
          whole.server.requests.slice(index + 1).map(({ target }) => target),
        );
      }
    });

    it.each(['t2', '7~t2'])('refuses the token "%s" of another listing', async (pageToken) => {
      const { client, server } = await setUp(pages(['a']));
      const listing = collect(client.listTaskPages({ ...stage, filters, pageToken }));
      await expect(listing).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
      expect(server.requests).toHaveLength(0);
    });
  });

  it('ends with CANCELLED when the signal is aborted between pages', async () => {
    const controller = new AbortController();
    const { client, server } = await setUp(pages(['a', 't1'], ['b']));
    const list = client.listTaskPages(stage, { signal: controller.signal });
    await list.next();
    controller.abort();
    await expect(list.next()).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(server.requests).toHaveLength(1);
  });
});

describe('listTasks', () => {
  it('yields tasks one by one, as the rest of the program knows them', async () => {
    const bare = {
      uuid: 'x',
      dataHash: 'y',
      dataTitle: 'z',
      createdAt: '2025-10-09',
      updatedAt: '2025-10-09',
    };
    const { client } = await setUp((response) => {
      const person = {
        assignee: 'a@b.co',
        lastActionedBy: 'c@d.eu',
        labelBranchName: 'b',
        status: 'BRAND_NEW',
      };
      answerJson(response, 200, { results: [{ ...task('a'), ...person, more: 1 }, task('b'), bare] });
    });
    const tasks = [];
    for await (const listed of client.listTasks(stage)) tasks.push(listed);
    const dates = {
      createdAt: new Date('2025-10-09T08:53:20.123Z'),
      updatedAt: new Date('2025-10-09T08:53:20.000Z'),
    };
    expect(tasks[0]).toEqual({
      uuid: 't-a',
      dataHash: 'd-a',
      dataTitle: 'a.png',
      status: 'BRAND_NEW',
      labelBranchName: 'b',
      assignee: 'a@b.co',
      lastActionedBy: 'c@d.eu',
      ...dates,
    });
    expect(tasks[1]).toMatchObject({ uuid: 't-b', assignee: undefined, lastActionedBy: undefined, ...dates });
    expect(tasks[2]).toMatchObject({
      status: 'NEW',
      labelBranchName: 'main',
      createdAt: new Date('2025-10-09T00:00Z'),
    });
  });

  it.each([
    ['results', { nextPageToken: null }],
    ['results.0.dataHash', { results: [{ ...task('a'), dataHash: 1 }] }],
    ['results.1.createdAt', { results: [task('a'), { ...task('b'), createdAt: 'soon' }] }],
  ])('names %s when it is not as expected', async (place, answer) => {
    const { client } = await setUp((response) => answerJson(response, 200, answer));
    const listing = collect(client.listTaskPages(stage));
    await expect(listing).rejects.toMatchObject({
      code: 'INVALID_RESPONSE',
      message: expect.stringContaining(
        `GET /v2/public/projects/p/workflow/stages/s/tasks: the answer is not what was expected: "${place}"`,
      ) as string,
    });
  });
});
