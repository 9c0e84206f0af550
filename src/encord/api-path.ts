import { EncordError } from './errors.js';
import { isUuid } from './project.js';

/**
 * The path of a v2 request; ids of any content stay one segment each. Throws EncordError `INVALID_REQUEST` for the ids that no
 * encoding keeps from changing the path.
 */
export const apiPath = (...segments: readonly string[]): string =>
  `/v2/public/${segments.map(encodeSegment).join('/')}`;

const encodeSegment = (segment: string): string => {
  if (segment === '' || segment === '.' || segment === '..')
    throw new EncordError('INVALID_REQUEST', `"${segment}" is no id of a project or stage: expected a uuid.`);
  // Uuids go out in lower case, as from Encord's own library. A lone surrogate cannot be encoded as it is.
  return encodeURIComponent(isUuid(segment) ? segment.toLowerCase() : Buffer.from(segment).toString());
};
