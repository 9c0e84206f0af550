import { EncordError } from './errors.js';

export const DEFAULT_DOMAIN = 'https://api.encord.com';
export const US_DOMAIN = 'https://api.us.encord.com';

/**
 * The origin of Encord's API, such as `https://api.encord.com`; slashes at its end are dropped. Throws EncordError `CONFIG` for
 * anything else: Encord's API lives at the root of its domain.
 */
export const parseDomain = (domain: string): string => {
  const text = domain.trim().replace(/\/+$/, '');
  if (!URL.canParse(text)) throw domainError(text, 'is no URL');
  const url = new URL(text);
  if (url.username !== '' || url.password !== '')
    throw domainError(url.host, 'must not hold a user name or password');
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw domainError(text, 'must begin with https:// or http://');
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '')
    throw domainError(url.origin + url.pathname, 'must not have a path or query');
  return url.origin;
};

const domainError = (shown: string, problem: string): EncordError =>
  new EncordError(
    'CONFIG',
    `The Encord domain "${shown.slice(0, 200)}" ${problem}. Give the origin alone, such as ${DEFAULT_DOMAIN} or ${US_DOMAIN}: ` +
      'option domain, environment variable ENCORD_DOMAIN.',
  );
