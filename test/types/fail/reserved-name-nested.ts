// expected: "ontology\" is a reserved name of the task context: choose another name for this dependency
import { dependency } from 'encord-temporal';

const title = dependency({ resolve: ({ task }) => task.dataTitle });
export const upper = dependency({ dependencies: { ontology: title }, resolve: () => 'X' });
