/** Prints what is said about each thing that must not be decorated. */
import { DefinitionError, Runner } from 'encord-temporal';

const runner = new Runner();
/** The decorator as plain JavaScript sees it. */
const stage = (name: string, options = {}) => runner.stage(name, options) as (...given: unknown[]) => never;

const messageOf = (define: () => unknown): string => {
  try {
    define();
  } catch (error) {
    if (DefinitionError.isInstance(error)) return error.message;
    throw error;
  }
  return 'nothing was thrown';
};

const messages = [
  messageOf(() => {
    class Agents {
      @stage('Agent 1')
      review() {}
    }
    return Agents;
  }),
  messageOf(() => {
    @stage('Agent 1')
    class Agents {}
    return Agents;
  }),
  messageOf(() => {
    class Agents {
      @stage('Agent 1')
      static review = () => 'complete';
    }
    return Agents;
  }),
  messageOf(() => {
    class Agents {
      @stage('Agent 1')
      static review() {}
      @stage('Agent 1')
      static again() {}
    }
    return Agents;
  }),
];
console.log(JSON.stringify(messages));
