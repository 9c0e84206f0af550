import type { Seed } from '../seed-schema.js';
import { oneAgentWorkflow } from './one-agent-workflow.js';
import { streetOntology } from './street-ontology.js';

/** 200 images that wait in one agent stage. */
export const demo: Seed = {
  projects: [
    {
      projectHash: '5f9b4a52-2f58-4d0a-8f39-0d5b7d7b0f11',
      title: 'Demo',
      ontology: streetOntology,
      datasets: [
        {
          datasetHash: 'a3c5e7f9-1b2d-4c6e-8f01-23456789abcd',
          title: 'Street images',
          data: [{ title: 'image_{i}.jpg', type: 'image', count: 200, width: 1280, height: 720 }],
        },
      ],
      workflow: oneAgentWorkflow,
    },
  ],
};
