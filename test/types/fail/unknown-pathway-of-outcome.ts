// expected: Type '"nope"' is not assignable to type '"complete" | "review"
import { dependency, Runner } from 'encord-temporal';

const title = dependency({ resolve: ({ task }) => task.dataTitle });
const runner = new Runner<{ stages: { 'Agent 1': { pathways: 'complete' | 'review' } } }>();
runner.stage('Agent 1', { dependencies: { title } }, async () => ({ pathway: 'nope' }));
