import { describe, expect, it } from 'vitest';
import { shortText } from './short-text.js';

describe('shortText', () => {
  it.each([
    ['plain', 'plain'],
    ['two\nlines\t and  spaces ', 'two lines and spaces'],
    ['GET https://store.example/a/b.jpg?sig=SECRET&x=1 failed', 'GET https://store.example/a/b.jpg?… failed'],
    ['see "https://x.example/y#SECRET".', 'see "https://x.example/y?…".'],
    ['https://x.example/y', 'https://x.example/y'],
  ])('%j becomes %j', (text, expected) => {
    expect(shortText(text)).toBe(expected);
  });

  it('cuts to the limit, ellipsis included', () => {
    expect(shortText('a'.repeat(300))).toBe(`${'a'.repeat(199)}…`);
    expect(shortText('a'.repeat(200))).toBe('a'.repeat(200));
    expect(shortText('abcdef', 4)).toBe('abc…');
  });
});
