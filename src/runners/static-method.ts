import { DefinitionError } from '../agents/errors.js';

/**
 * A standard decorator of static methods: hands `register` the method, bound to its class, once the class exists.
 * @throws DefinitionError where something else is decorated, or with TypeScript's older decorators.
 */
export const decorateStaticMethod = (
  stage: string,
  [method, context]: readonly unknown[],
  register: (agent: unknown) => void,
): void => {
  const refuse = (what: string): never => {
    throw new DefinitionError(`The agent of stage "${stage}" ${what}`);
  };
  if (!isDecoratorContext(context))
    return refuse(
      'was decorated by TypeScript\'s older decorators: remove "experimentalDecorators" from tsconfig.json.',
    );
  if (context.kind !== 'method')
    return refuse(`is a decorated ${context.kind}. Only static methods can be decorated.`);
  if (!context.static)
    return refuse(
      `is the instance method "${String(context.name)}". Only static methods can be decorated, since there is no instance to call it on.`,
    );
  if (typeof method !== 'function') return refuse('is no function.');
  context.addInitializer(function (this: unknown) {
    register(method.bind(this));
  });
};

const isDecoratorContext = (context: unknown): context is DecoratorContext =>
  typeof context === 'object' && context !== null && 'kind' in context;
