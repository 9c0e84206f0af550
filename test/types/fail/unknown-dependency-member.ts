// expected: 'dispose' does not exist in type 'DependencyDefinition
import { dependency } from 'encord-temporal';

export const title = dependency({ resolve: () => 'x', dispose: () => {} });
