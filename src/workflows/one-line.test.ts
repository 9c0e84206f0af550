import { describe, expect, it } from 'vitest';
import { oneLine } from './one-line.js';

describe('oneLine', () => {
  it.each([
    ['video_12.mp4', 'video_12.mp4'],
    ['two\nlines\tand  spaces', 'two lines and spaces'],
    ['x'.repeat(300), 'x'.repeat(160)],
    ['画'.repeat(100), '画'.repeat(53)],
    ['🎬'.repeat(100), '🎬'.repeat(40)],
    ['', ''],
  ])('%j becomes %j', (text, line) => {
    expect(oneLine(text)).toBe(line);
  });
});
