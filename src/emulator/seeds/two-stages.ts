import type { Seed } from '../seed-schema.js';
import { streetOntology } from './street-ontology.js';

/** Two agent stages in a row; the second one can also ask for a person's review. */
export const twoStages: Seed = {
  projects: [
    {
      projectHash: '8d2f6b14-93c7-4e5a-b0d8-71f4a6c2e935',
      title: 'Two stages',
      ontology: streetOntology,
      datasets: [
        {
          datasetHash: 'b4d6f8a0-2c3e-4d7f-9012-3456789abcde',
          title: 'Street images',
          data: [{ title: 'image_{i}.jpg', type: 'image', count: 50, width: 1280, height: 720 }],
        },
      ],
      workflow: {
        uuid: '1c0e9d8c-7b6a-4f5e-8d3c-2b1a0f9e8d7c',
        title: 'Prelabel and validate',
        start: 'Prelabel',
        stages: [
          {
            stageType: 'AGENT',
            title: 'Prelabel',
            uuid: '9d6edee0-ba3e-423c-8c96-0140b07c93ed',
            pathways: [{ name: 'validate', uuid: 'ae956722-561f-4586-b6d6-145e2f64b18a', to: 'Validate' }],
          },
          {
            stageType: 'AGENT',
            title: 'Validate',
            uuid: '1252fdb8-93cb-41a2-b341-b83ab97b5277',
            pathways: [
              { name: 'complete', uuid: 'c1d2e3f4-0000-4000-8000-00000000000a', to: 'Complete' },
              { name: 'review', uuid: 'c1d2e3f4-0000-4000-8000-00000000000b', to: 'Review' },
            ],
          },
          {
            stageType: 'REVIEW',
            title: 'Review',
            uuid: '8cac6636-2ef1-4bbe-848a-b5ffee158c34',
            to: 'Complete',
          },
          { stageType: 'DONE', title: 'Complete', uuid: '7e7598de-612c-40c4-ba08-5dfec8c3ae8f' },
        ],
      },
    },
  ],
};
