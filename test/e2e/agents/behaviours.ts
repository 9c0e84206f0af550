/** One behaviour per task, by the number in its title: `image_7.jpg` is 7. */
import { RejectTask, Runner } from 'encord-temporal';
import { count } from './count.js';

export const runner = new Runner();

runner.stage('Agent 1', { backoff: { initialInterval: '50ms' } }, async ({ task, client, attempt }) => {
  await count(client, task.uuid);
  const number = Number(/\d+/.exec(task.dataTitle)?.[0]);
  switch (number % 10) {
    case 0:
      return undefined;
    case 1:
      return { pathway: 'complete', priority: 0 };
    case 2:
      return 'no such pathway';
    case 3:
      throw new RejectTask('this one is out of focus');
    case 4:
      throw new TypeError(`attempt ${attempt} went wrong at https://store.example/x?signature=SECRET`);
    case 5:
      if (attempt < 3) throw new Error('not yet');
      return 'COMPLETE'.toLowerCase();
    case 6:
      return { priority: 0.25 };
    default:
      return { pathway: '49a786f3-5edf-4b94-aff0-3da9042d3bf0' };
  }
});
