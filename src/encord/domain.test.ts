import { describe, expect, it } from 'vitest';
import { parseDomain } from './domain.js';
import { EncordError } from './errors.js';

describe('parseDomain', () => {
  it.each([
    ['https://api.encord.com', 'https://api.encord.com'],
    ['https://api.us.encord.com///', 'https://api.us.encord.com'],
    ['HTTPS://API.Encord.com/', 'https://api.encord.com'],
    ['http://127.0.0.1:8400', 'http://127.0.0.1:8400'],
    [' http://[::1]:8400/ ', 'http://[::1]:8400'],
  ])('%s', (domain, origin) => {
    expect(parseDomain(domain)).toBe(origin);
  });

  it.each([
    ['', 'is no URL'],
    ['api.encord.com', 'is no URL'],
    ['https://', 'is no URL'],
    ['localhost:8400', 'must begin with https:// or http://'],
    ['ftp://api.encord.com', 'must begin with https:// or http://'],
    ['https://api.encord.com/v2', 'must not have a path or query'],
    ['https://api.encord.com/a/', 'must not have a path or query'],
    ['https://api.encord.com?a=secret', 'must not have a path or query'],
    ['https://me:secret@api.encord.com', 'must not hold a user name or password'],
  ])('refuses "%s": %s', (domain, problem) => {
    const parse = (): string => parseDomain(domain);
    expect(parse).toThrow(EncordError);
    expect(parse).toThrow(expect.objectContaining({ code: 'CONFIG' }));
    expect(parse).toThrow(problem);
    expect(parse).toThrow('ENCORD_DOMAIN');
    expect(parse).not.toThrow('secret');
  });
});
