import { afterEach, describe, expect, it } from 'vitest';
import {
  answerJson,
  type Handler,
  hasValidSignature,
  type RecordingServer,
  startRecordingServer,
} from '../../test/support/recording-server.js';
import vectors from '../../test/vectors/signatures.json' with { type: 'json' };
import { EncordClient } from './client.js';
import { loadPrivateKey } from './private-key.js';
import type { OntologyWire, ProjectWire } from './wire.js';

const projectHash = '5f9b4a52-2f58-4d0a-8f39-0d5b7d7b0f11';
const stageUuid = '9d6edee0-ba3e-423c-8c96-0140b07c93ed';
const base = `/v2/public/projects/${projectHash}`;

const privateKey = await loadPrivateKey(vectors.keys.A.openssh);

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

const setUp = async (handler: Handler): Promise<{ client: EncordClient; server: RecordingServer }> => {
  const server = await startRecordingServer(handler);
  const client = new EncordClient({ privateKey, domain: `${server.url}/`, repeatForMs: 1000 });
  closers.push(async () => {
    await client.close();
    await server.close();
  });
  return { client, server };
};

describe('EncordClient', () => {
  it("talks to Encord's own domain unless told otherwise", () => {
    expect(new EncordClient({ privateKey }).domain).toBe('https://api.encord.com');
    expect(new EncordClient({ privateKey, domain: 'http://127.0.0.1:1//' }).domain).toBe(
      'http://127.0.0.1:1',
    );
    const wrong = (): EncordClient => new EncordClient({ privateKey, domain: 'https://x.test/path' });
    expect(wrong).toThrow(expect.objectContaining({ code: 'CONFIG' }));
  });
});

describe('getProject', () => {
  const ontologyHash = '2e1c3f60-7b1a-4a0f-9d3c-6c1b5a0e9f01';
  const project: ProjectWire = {
    projectHash: projectHash.toUpperCase(),
    projectType: 'workflow',
    title: 'Street scenes',
    ontologyHash,
    workflow: {
      stages: [
        {
          stageType: 'AGENT',
          uuid: stageUuid,
          title: 'Pre-label',
          pathways: [
            { uuid: 'AE956722-561F-4586-B6D6-145E2F64B18A', title: 'annotate', destinationUuid: 'd' },
          ],
        },
        { stageType: 'REVIEW', uuid: 'r', title: 'Review', pathways: null },
        { stageType: 'SOMETHING_NEW', uuid: 'n', title: 'New' },
        { stageType: 'AGENT', uuid: 'e', title: 'No way out' },
      ],
    },
  };
  const ontology: OntologyWire = { ontologyUuid: ontologyHash, title: 'Cars', editor: { objects: [] } };

  it('asks for the project and then its ontology', async () => {
    const { client, server } = await setUp((response, { target }) =>
      answerJson(response, 200, target.includes('ontologies') ? ontology : { ...project, unknownMember: 1 }),
    );
    expect(await client.getProject(projectHash)).toEqual({
      projectHash,
      type: 'workflow',
      title: 'Street scenes',
      description: '',
      ontologyHash,
      ontology: { objects: [] },
      stages: [
        {
          uuid: stageUuid,
          title: 'Pre-label',
          type: 'AGENT',
          pathways: [
            { uuid: 'ae956722-561f-4586-b6d6-145e2f64b18a', name: 'annotate', destinationUuid: 'd' },
          ],
        },
        { uuid: 'r', title: 'Review', type: 'REVIEW' },
        { uuid: 'n', title: 'New', type: 'SOMETHING_NEW' },
        { uuid: 'e', title: 'No way out', type: 'AGENT', pathways: [] },
      ],
    });
    expect(server.requests.map(({ target }) => target)).toEqual([
      base,
      `/v2/public/ontologies/${ontologyHash}`,
    ]);
  });

  it('takes a project of another type as it is', async () => {
    const { client } = await setUp((response, { target }) =>
      answerJson(
        response,
        200,
        target.includes('ontologies') ? ontology : { ...project, projectType: 'manual_qa', workflow: null },
      ),
    );
    expect(await client.getProject(projectHash)).toMatchObject({ type: 'manual_qa', stages: [] });
  });

  it('keeps a malformed hash in its place', async () => {
    const { client, server } = await setUp((response) => answerJson(response, 403, {}));
    await expect(client.getProject('../../admin?x=1#')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(server.requests[0]?.target).toBe('/v2/public/projects/..%2F..%2Fadmin%3Fx%3D1%23');
    expect(server.requests.every((request) => hasValidSignature(request, privateKey.publicKeyHex))).toBe(
      true,
    );
    await expect(client.getProject('..')).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    expect(server.requests).toHaveLength(1);
  });
});

const action = (index: number) => ({ taskUuid: `task-${index}`, pathwayUuid: `pathway-${index % 2}` });

describe('proceed', () => {
  it('sends one array of actions', async () => {
    const { client, server } = await setUp((response) => response.writeHead(204).end());
    await client.proceed({ projectHash, stageUuid, actions: [action(0), action(1)] });
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      target: `${base}/workflow/stages/${stageUuid}/actions`,
    });
    expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual([
      { taskUuid: 'task-0', action: 'PATHWAY_ACTION', pathwayUuid: 'pathway-0' },
      { taskUuid: 'task-1', action: 'PATHWAY_ACTION', pathwayUuid: 'pathway-1' },
    ]);
  });

  it('takes 1,000 actions, refuses more, and sends nothing for none', async () => {
    const { client, server } = await setUp((response) => answerJson(response, 200, null));
    const actions = Array.from({ length: 1001 }, (_, index) => action(index));
    await expect(client.proceed({ projectHash, stageUuid, actions })).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: 'proceed got 1001 tasks, but Encord takes 1000 in one request: send them in parts.',
    });
    await client.proceed({ projectHash, stageUuid, actions: [] });
    expect(server.requests).toHaveLength(0);
    await client.proceed({ projectHash, stageUuid, actions: actions.slice(1) });
    expect(server.requests).toHaveLength(1);
  });

  it('is sent once when the connection drops, and says that it may have been carried out', async () => {
    const { client, server } = await setUp((response) => response.destroy());
    const proceed = client.proceed({ projectHash, stageUuid, actions: [action(0)] });
    await expect(proceed).rejects.toMatchObject({ code: 'UNAVAILABLE', mayHaveBeenApplied: true });
    expect(server.requests).toHaveLength(1);
  });

  it('is refused whole for a stale task', async () => {
    const { client } = await setUp((response) => answerJson(response, 400, { message: 'Task e2 has left' }));
    await expect(client.proceed({ projectHash, stageUuid, actions: [action(0)] })).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      status: 400,
      mayHaveBeenApplied: false,
      message: expect.stringContaining('Task e2 has left') as string,
    });
  });
});

describe('moveTasks', () => {
  it('sends the tasks and their destination; 500 at most, and nothing for none', async () => {
    const { client, server } = await setUp((response) => response.writeHead(204).end());
    const to = { projectHash, stageUuid, destinationStageUuid: 'done' };
    await client.moveTasks({ ...to, taskUuids: ['a', 'b'] });
    await client.moveTasks({ ...to, taskUuids: [] });
    const many = client.moveTasks({ ...to, taskUuids: Array.from({ length: 501 }, String) });
    await expect(many).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      target: `${base}/workflow/stages/${stageUuid}/move-tasks`,
      body: '{"taskUuids":["a","b"],"destinationStageUuid":"done"}',
    });
  });
});

describe('setPriorities', () => {
  it('sends pairs; 0 is a priority; nothing for none', async () => {
    const { client, server } = await setUp((response) => response.writeHead(204).end());
    await client.setPriorities({
      projectHash,
      priorities: [
        ['a', 0],
        ['b', 0.75],
      ],
    });
    await client.setPriorities({ projectHash, priorities: [] });
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      target: `${base}/priorities`,
      body: '{"priorities":[["a",0],["b",0.75]]}',
    });
  });

  it.each([-0.1, 1.01, Number.NaN, Number.POSITIVE_INFINITY])('refuses %d', async (priority) => {
    const { client, server } = await setUp((response) => response.writeHead(204).end());
    const setting = client.setPriorities({ projectHash, priorities: [['a', priority]] });
    await expect(setting).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    expect(server.requests).toHaveLength(0);
  });

  it('is sent again when the connection drops: setting twice does no harm', async () => {
    const { client, server } = await setUp((response, _request, count) => {
      if (count === 1) response.destroy();
      else response.writeHead(204).end();
    });
    await client.setPriorities({ projectHash, priorities: [['a', 1]] });
    expect(server.requests).toHaveLength(2);
  });
});
