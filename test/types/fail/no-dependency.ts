// expected: Type '() => string' is not assignable to type 'Dependency<unknown>'
import { Runner } from 'encord-temporal';

new Runner().stage('Agent 1', { dependencies: { title: () => 'x' } }, async () => 'complete');
