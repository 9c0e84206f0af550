import { readFileSync } from 'node:fs';
import { z } from 'zod';

// Two folders up, from src/encord as from dist/encord.
const manifest = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')));

/** How we introduce ourselves to Encord. */
export const USER_AGENT = `encord-temporal/${manifest.version} node/${process.versions.node}`;
