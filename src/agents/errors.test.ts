import { describe, expect, it, vi } from 'vitest';
import { DefinitionError, InvalidOutcomeError, RejectTask } from './errors.js';

const classes = { DefinitionError, InvalidOutcomeError, RejectTask };

describe.each(Object.entries(classes))('%s', (name, ErrorClass) => {
  it('is an error with its name, message and cause', () => {
    const cause = new Error('below');
    const error = new ErrorClass('what happened', { cause });
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).toBe(`${name}: what happened`);
    expect(error.cause).toBe(cause);
  });

  it('is recognised, also as a subclass and from another copy of the package', async () => {
    class Special extends ErrorClass {}
    vi.resetModules();
    const other: typeof classes = await import('./errors.js');
    const foreign = new other[name as keyof typeof classes]('x');
    expect(foreign).not.toBeInstanceOf(ErrorClass);
    expect(
      [new ErrorClass('x'), new Special('x'), foreign].map((error) => ErrorClass.isInstance(error)),
    ).toEqual([true, true, true]);
  });

  it('is not confused with anything else', () => {
    const others = Object.values(classes).filter((other) => other !== ErrorClass);
    const values = [
      ...others.map((Other) => new Other('x')),
      new Error('x'),
      name,
      null,
      undefined,
      { name },
    ];
    expect(values.filter((value) => ErrorClass.isInstance(value))).toEqual([]);
  });
});
