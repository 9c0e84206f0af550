import { existsSync } from 'node:fs';
import { register } from 'node:module';
import { pathToFileURL } from 'node:url';
import { register as registerTypeScript } from 'tsx/esm/api';
import { DefinitionError } from '../agents/errors.js';
import { Runner } from './runner.js';

/**
 * The runner that a user's module exports. The module may be TypeScript and may lie anywhere: nothing has to be built, and
 * `encord-temporal` is this very package even where none is installed beside the file.
 * @throws DefinitionError with one line for a missing file, a module that throws, or one that exports no `runner`.
 */
export const loadRunner = async (path: string): Promise<Runner> => {
  if (!existsSync(path))
    throw new DefinitionError(
      `There is no agents module at ${path}. Name a file that exports \`runner\` with --agents or ENCORD_AGENTS.`,
    );
  registerHooksOnce();
  const loaded: unknown = await import(pathToFileURL(path).href).catch((error: unknown) => {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new DefinitionError(`The agents module ${path} cannot be loaded: ${reason.split('\n')[0]}`, {
      cause: error,
    });
  });
  const runner =
    typeof loaded === 'object' && loaded !== null && 'runner' in loaded ? loaded.runner : undefined;
  if (Runner.isInstance(runner)) return runner;
  throw new DefinitionError(
    `The agents module ${path} exports no runner: it needs \`export const runner = new Runner()\`.`,
  );
};

let registered = false;

const registerHooksOnce = (): void => {
  if (registered) return;
  registered = true;
  registerTypeScript();
  register(`data:text/javascript,${encodeURIComponent(hooks())}`, import.meta.url);
};

/**
 * Two rules for the module resolver, which runs in a thread of its own: our name is this copy of the package, and a `.ts` file without
 * a package.json is an ES module (Node would take it for CommonJS, where top-level await and our own package do not load).
 */
const hooks = (): string => {
  const ownExtension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
  const index = new URL(`../index${ownExtension}`, import.meta.url).href;
  return `
    export const resolve = async (specifier, context, next) => {
      if (specifier === 'encord-temporal') return next(${JSON.stringify(index)}, context);
      const resolved = await next(specifier, context);
      const typeScript = /\\.tsx?(\\?|$)/.test(resolved.url) && !resolved.url.includes('/node_modules/');
      return typeScript && resolved.format === 'commonjs' ? { ...resolved, format: 'module' } : resolved;
    };`;
};
