// expected: Property 'title' does not exist on type
import { dependency } from 'encord-temporal';

export const upper = dependency({ resolve: ({ title }) => title });
