import type { Seed } from '../seed-schema.js';
import { oneAgentWorkflow } from './one-agent-workflow.js';
import { streetOntology } from './street-ontology.js';

type Item = NonNullable<Seed['datasets']>[number]['data'][number];

const items: Item[] = [
  { title: 'street.jpg', type: 'image', width: 1280, height: 720 },
  {
    title: 'crossing',
    type: 'imageGroup',
    children: [
      { title: 'crossing_0.jpg', type: 'image', width: 640, height: 480 },
      { title: 'crossing_1.jpg', type: 'image', width: 800, height: 600 },
    ],
  },
  {
    title: 'drive',
    type: 'imageSequence',
    width: 640,
    height: 480,
    frames: 3,
    fps: 1,
    children: [{ title: 'drive_{i}.jpg', type: 'image', count: 3, width: 640, height: 480 }],
  },
  { title: 'report.pdf', type: 'pdf', frames: 2 },
  { title: 'call.mp3', type: 'audio', duration: 4.5 },
  { title: 'note.txt', type: 'plainText' },
  {
    title: 'call with transcript',
    type: 'group',
    children: [
      { title: 'interview.mp3', type: 'audio', duration: 4.5 },
      { title: 'interview.txt', type: 'plainText' },
    ],
  },
  { title: 'traffic.mp4', type: 'video', width: 1280, height: 720, frames: 50, fps: 25, duration: 2 },
  { title: 'chest', type: 'dicomSeries', width: 512, height: 512, frames: 20 },
  { title: 'brain.nii.gz', type: 'nifti', width: 256, height: 256, frames: 24 },
];

/** One data unit of each type, in one agent stage. */
export const mixed: Seed = {
  projects: [
    {
      projectHash: 'f2a4c6e8-0b1d-4f3a-9c5e-7d8b9a0c1e2f',
      title: 'Mixed data',
      ontology: streetOntology,
      datasets: [
        {
          datasetHash: 'c5e7a9b1-3d4f-4e80-a123-456789abcdef',
          title: 'One of each type',
          data: items.map((item) => ({ ...item, clientMetadata: { item_type: item.type, a: 'b' } })),
        },
      ],
      workflow: oneAgentWorkflow,
    },
  ],
};
