// expected: Type '"nope"' is not assignable to type 'AgentReturn<"complete" | "review">'
import { Runner } from 'encord-temporal';

const runner = new Runner<{ stages: { 'Agent 1': { pathways: 'complete' | 'review' } } }>();
runner.stage('Agent 1')(async () => 'nope');
