import type { Seed } from '../seed-schema.js';

type WorkflowTemplate = NonNullable<Seed['workflowTemplates']>[number];

/** Start → "Agent 1" → "Complete". */
export const oneAgentWorkflow: WorkflowTemplate = {
  uuid: '0f9d8c7b-6a5f-4e3d-9c2b-1a0f9e8d7c6b',
  title: 'One agent',
  start: 'Agent 1',
  stages: [
    {
      stageType: 'AGENT',
      title: 'Agent 1',
      uuid: '6011c844-fb26-438b-b465-0b0825951015',
      pathways: [{ name: 'complete', uuid: '49a786f3-5edf-4b94-aff0-3da9042d3bf0', to: 'Complete' }],
    },
    { stageType: 'DONE', title: 'Complete', uuid: '7e7598de-612c-40c4-ba08-5dfec8c3ae8f' },
  ],
};
