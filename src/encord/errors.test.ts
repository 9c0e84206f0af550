import { describe, expect, it, vi } from 'vitest';
import { EncordError, type EncordErrorCode } from './errors.js';

describe('EncordError', () => {
  it('says what is known of the request, and nothing else', () => {
    const cause = new Error('socket closed');
    const error = new EncordError('UNAVAILABLE', 'GET /x: no answer', {
      operation: 'GET /x',
      status: 502,
      retryAfterMs: 10,
      mayHaveBeenApplied: true,
      cause,
    });
    expect(error).toMatchObject({
      name: 'EncordError',
      code: 'UNAVAILABLE',
      message: 'GET /x: no answer',
      operation: 'GET /x',
      status: 502,
      retryAfterMs: 10,
      mayHaveBeenApplied: true,
      cause,
    });
    const bare = new EncordError('CONFIG', 'bad key');
    expect(bare.mayHaveBeenApplied).toBe(false);
    expect(bare.operation).toBeUndefined();
    expect('cause' in bare).toBe(false);
  });

  it('is retryable when waiting can help', () => {
    const codes: EncordErrorCode[] = ['CONFIG', 'UNAUTHORISED', 'FORBIDDEN', 'NOT_FOUND', 'INVALID_REQUEST'];
    for (const code of [...codes, 'INVALID_RESPONSE', 'CANCELLED'] as const)
      expect(new EncordError(code, '').retryable).toBe(false);
    expect(new EncordError('UNAVAILABLE', '').retryable).toBe(true);
    expect(new EncordError('RATE_LIMITED', '').retryable).toBe(true);
  });

  it('is recognised when it comes from another copy of the package', async () => {
    vi.resetModules();
    const copy = await import('./errors.js');
    const foreign = new copy.EncordError('FORBIDDEN', 'no');
    expect(foreign instanceof EncordError).toBe(false);
    expect(EncordError.isInstance(foreign)).toBe(true);
    expect(EncordError.isInstance(new Error('no'))).toBe(false);
    expect(EncordError.isInstance({ code: 'FORBIDDEN' })).toBe(false);
    expect(EncordError.isInstance(undefined)).toBe(false);
  });
});
