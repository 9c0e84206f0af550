import { type AgentContext, type Dependency, dependency, Runner } from 'encord-temporal';

interface Model {
  predict(title: string): number;
}

const runner = new Runner();

const model = dependency({ resolve: (): Model => ({ predict: (title) => title.length }) });
const text = dependency({
  dependencies: { model },
  resolve: async ({ model, task }) => ({ score: model.predict(task.dataTitle), id: task.uuid }),
  release: (value, end) => (end.status === 'failed' ? [value.score, end.error] : value.id),
});
const maybe = dependency({ resolve: async ({ attempt }) => (attempt > 1 ? 'again' : undefined) });
const double = dependency({ resolve: () => (value: number) => value * 2 });
export const inferred: Dependency<{ score: number; id: string }> = text;

/** One dependency per language, as often as needed. */
const greeting = (language: string) => dependency({ resolve: () => (language === 'de' ? 'Hallo' : 'Hello') });

runner.stage(
  'Agent 1',
  { dependencies: { text, maybe, double, german: greeting('de') } },
  async ({ text, maybe, double, german, task }) => {
    const again: string | undefined = maybe;
    if (again === undefined) return null;
    return { pathway: `${german} ${task.dataTitle}`, priority: double(text.score) };
  },
);

// Written apart, an agent names what it takes.
const dependencies = { model, text };
const apart = async ({ model, text }: AgentContext<typeof dependencies>) =>
  model.predict(text.id) > 3 ? 'yes' : 'no';
runner.stage('Agent 2', { dependencies }, apart);

// What one function needs, others may have beside it.
runner.stage('Agent 3', { dependencies: { model, text } }, async ({ model }: { model: Model }) => {
  return model.predict('x') > 0 ? 'yes' : undefined;
});
