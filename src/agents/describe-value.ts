/** What somebody handed us, for an error message: kind and, where short and harmless, value. */
export const describeValue = (value: unknown): string => {
  switch (typeof value) {
    case 'undefined':
    case 'boolean':
      return String(value);
    case 'number':
    case 'bigint':
      return `the number ${value}`;
    case 'string':
      return value.length > 60 ? `a text of ${value.length} characters` : `the text ${JSON.stringify(value)}`;
    case 'symbol':
    case 'function':
      return `a ${typeof value}`;
    default:
      return describeObject(value as object | null);
  }
};

const describeObject = (value: object | null): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (isPromiseLike(value)) return 'a promise';
  const className: unknown = Object.getPrototypeOf(value)?.constructor?.name;
  return typeof className === 'string' && className !== '' && className !== 'Object'
    ? `an object of class ${className}`
    : 'an object';
};

const isPromiseLike = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';

/** Neither an array nor an object of some class; objects of another realm (a `vm` context) count as plain. */
export const isPlainObject = (value: unknown): value is Readonly<Record<string, unknown>> => {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
};
