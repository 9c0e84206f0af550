import { describe, expect, it } from 'vitest';
import { apiPath } from './api-path.js';

describe('apiPath', () => {
  it.each(['../../admin', 'a/b', 'a?b=c', 'a#b', 'a b', '%2e%2e', 'žluť', '\ud800', '...'])(
    'keeps "%s" in one segment of the URL that is sent',
    (id) => {
      const url = new URL(apiPath('projects', id, 'priorities'), 'https://api.encord.com');
      expect(url.pathname.split('/')).toHaveLength(6);
      expect(url.pathname).toMatch(/^\/v2\/public\/projects\/[^/]+\/priorities$/);
      expect(url.search + url.hash).toBe('');
    },
  );

  it('writes uuids in lower case', () => {
    expect(apiPath('projects', '5F9B4A52-2F58-4D0A-8F39-0D5B7D7B0F11')).toBe(
      '/v2/public/projects/5f9b4a52-2f58-4d0a-8f39-0d5b7d7b0f11',
    );
  });

  it.each(['', '.', '..'])('refuses "%s"', (id) => {
    expect(() => apiPath('projects', id)).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }));
  });
});
