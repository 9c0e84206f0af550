import type { AgentContext, DependencyMap } from '../agents/dependency.js';
import type { AgentReturn, Outcome } from '../agents/outcome.js';

/** An agent: called with the task's context and its dependencies. */
export type AgentFunction<D extends DependencyMap, R> = (context: AgentContext<D>) => R | Promise<R>;

type IsAny<T> = 0 extends 1 & T ? true : false;
type UnknownMember<R> = R extends object ? Exclude<keyof R, keyof Outcome> : never;

/** A member that no outcome has turns the agent's type into the sentence that the compiler prints. */
export type NoUnknownMember<R> =
  IsAny<R> extends true
    ? unknown
    : [UnknownMember<R>] extends [never]
      ? unknown
      : `"${UnknownMember<R> & string}" is no member of an outcome: an agent returns a pathway of its stage, { pathway, priority }, or nothing`;

type NotStatic =
  'Only a static method can be an agent: it takes the context of its stage and returns a pathway, { pathway, priority }, or nothing';

/**
 * What `runner.stage(name, options)` returns: give it the agent, or write it over a static method as a decorator.
 */
export interface StageDecorator<D extends DependencyMap, P extends string> {
  /** `F` itself comes back, so that a decorated method keeps its own type. */
  <F extends AgentFunction<D, AgentReturn<P>>>(
    agent: F,
    context: ClassMethodDecoratorContext & { static: true },
  ): F;
  // Without its second parameter this one would be taken for a decorator of anything.
  <const R extends AgentReturn<P>>(
    agent: AgentFunction<D, R> & NoUnknownMember<R>,
    context?: undefined,
  ): AgentFunction<D, R>;
  // Comes last, since TypeScript prints the last overload: its parameter is the sentence.
  (agent: unknown, context: NotStatic): never;
}
