import { expect, it } from 'vitest';
import { defineAgent } from './define-agent.js';
import { parseStageOptions } from './stage-options.js';

const defaults = parseStageOptions('Agent 1', {});
const run = () => 'complete';

it('is frozen data', () => {
  const definition = defineAgent({ stage: 'Agent 1', name: 'Agent 1', run, ...defaults });
  expect(definition).toMatchObject({ stage: 'Agent 1', name: 'Agent 1', run, options: { maxAttempts: 4 } });
  expect(Object.isFrozen(definition)).toBe(true);
});

it('knows a stage by its uuid in lower case', () => {
  const stage = '6011C844-FB26-438B-B465-0B0825951015';
  expect(defineAgent({ stage, name: stage, run, ...defaults })).toMatchObject({
    stage: stage.toLowerCase(),
    name: stage,
  });
});

it.each([
  [undefined, 'undefined'],
  ['complete', 'the text "complete"'],
  [{ run }, 'an object'],
])('refuses %s for an agent', (agent, what) => {
  expect(() => defineAgent({ stage: 'Agent 1', name: 'Agent 1', run: agent, ...defaults })).toThrow(
    `The agent of stage "Agent 1" must be a function, not ${what}.`,
  );
});
