import { dependency, type ProjectSchema, Runner } from 'encord-temporal';

interface Schema extends ProjectSchema {
  stages: { 'Agent 1': { pathways: 'complete' | 'review' }; 'Agent 2': { pathways: 'done' } };
}

const runner = new Runner<Schema>();
const title = dependency({ resolve: ({ task }) => task.dataTitle });

runner.stage('Agent 1', async () => 'complete');
runner.stage('Agent 1', { dependencies: { title } }, async ({ title }) => ({
  pathway: title === 'x' ? 'complete' : 'review',
}));
runner.stage('Agent 2')(async () => 'done');

// A narrowed runner is taken wherever a runner is.
export const loose: Runner = runner;
