import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Bar, LiveView } from './live-view.js';

const bar = (changes: Partial<Bar> = {}): Bar => ({
  title: 'Pre-label',
  done: 5,
  total: 10,
  failed: 0,
  ...changes,
});

const stream = (terminal: { isTTY: boolean; columns?: number }) => {
  let text = '';
  const out = Object.assign(new PassThrough(), terminal) as unknown as NodeJS.WriteStream;
  out.on('data', (data: Buffer) => {
    text += data.toString();
  });
  return { out, text: () => stripVTControlCharacters(text) };
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('in a pipe', () => {
  it('prints a line for each bar that has changed, once per interval', async () => {
    const { out, text } = stream({ isTTY: false });
    const view = new LiveView({ env: {}, out });
    view.update([bar(), bar({ title: 'Export', done: 0 })]);
    view.update([bar({ done: 6 }), bar({ title: 'Export', done: 0 })]);
    expect(text()).toBe('Pre-label: 5/10\nExport: 0/10\n');
    await vi.advanceTimersByTimeAsync(1000);
    expect(text()).toBe('Pre-label: 5/10\nExport: 0/10\nPre-label: 6/10\n');
    view.stop();
    expect(text()).toBe('Pre-label: 5/10\nExport: 0/10\nPre-label: 6/10\n');
  });

  it('prints the last state when it stops, whatever the interval', () => {
    const { out, text } = stream({ isTTY: false });
    const view = new LiveView({ env: {}, out });
    view.update([bar()]);
    view.update([bar({ done: 10, failed: 2, note: 'draining' })]);
    view.stop();
    expect(text()).toBe('Pre-label: 5/10\nPre-label: 10/10, 2 failed, draining\n');
  });

  it('prints nothing when there was nothing to see', () => {
    const { out, text } = stream({ isTTY: false });
    new LiveView({ env: {}, out }).stop();
    expect(text()).toBe('');
  });
});

describe('on a terminal', () => {
  it('draws bars of one width, wide letters or not, that fit the line', () => {
    const { out, text } = stream({ isTTY: true, columns: 60 });
    const view = new LiveView({ env: { TERM: 'xterm' }, out });
    view.update([bar(), bar({ title: '品質チェック', done: 10 })]);
    view.stop();
    const [first = '', second = ''] = text().split('\n');
    expect(first).toMatch(/^Pre-label {15} █+░+ 5\/10$/);
    expect(second).toMatch(/^品質チェック {12} █+ 10\/10$/);
    expect(first.length).toBeLessThan(60);
  });

  it('cuts a title that is too long', () => {
    const { out, text } = stream({ isTTY: true, columns: 80 });
    const view = new LiveView({ env: {}, out });
    view.update([bar({ title: '👩‍👩‍👧 a stage with a very long title indeed' })]);
    view.stop();
    expect(text()).toMatch(/^👩‍👩‍👧 a stage with a very l [█░]+ 5\/10/);
  });

  it.each([{ CI: 'true' }, { TERM: 'dumb' }])('prints lines with %j', (env) => {
    const { out, text } = stream({ isTTY: true });
    const view = new LiveView({ env, out });
    view.update([bar()]);
    view.stop();
    expect(text()).toBe('Pre-label: 5/10\n');
  });
});
