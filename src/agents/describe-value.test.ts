import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { describeValue, isPlainObject } from './describe-value.js';

describe('describeValue', () => {
  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    [true, 'true'],
    [-5, 'the number -5'],
    [Number.NaN, 'the number NaN'],
    ['a "b"', 'the text "a \\"b\\""'],
    ['x'.repeat(61), 'a text of 61 characters'],
    [() => 1, 'a function'],
    [Symbol('x'), 'a symbol'],
    [[1], 'an array'],
    [Promise.resolve(1), 'a promise'],
    [{ a: 1 }, 'an object'],
    [Object.create(null), 'an object'],
    [new Date(0), 'an object of class Date'],
    [new Map(), 'an object of class Map'],
  ])('%s', (value, expected) => {
    expect(describeValue(value)).toBe(expected);
  });
});

describe('isPlainObject', () => {
  it.each([{}, { a: 1 }, Object.create(null), runInNewContext('({ a: 1 })')])('takes %s', (value) => {
    expect(isPlainObject(value)).toBe(true);
  });

  it.each([null, 'x', [], new Date(), new Map(), Promise.resolve(), () => 1])('refuses %s', (value) => {
    expect(isPlainObject(value)).toBe(false);
  });
});
