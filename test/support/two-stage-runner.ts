import { Runner } from '../../src/index.js';

/** Agents that leave every task where it is, for both agent stages of the seed `two-stages`; not in the order of the workflow. */
export const twoStageRunner = (): Runner => {
  const runner = new Runner();
  runner.stage('Validate', () => undefined);
  runner.stage('Prelabel', () => undefined);
  return runner;
};
