import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface SourceFile {
  /** Relative to the repository, such as `src/encord/wire.ts`. */
  readonly path: string;
  readonly text: string;
  readonly lines: number;
  readonly imports: readonly SourceImport[];
}

export interface SourceImport {
  /** As it is written. */
  readonly specifier: string;
  /** The file it names, relative to the repository; undefined for a package. */
  readonly path: string | undefined;
  readonly typeOnly: boolean;
}

/** All TypeScript files below a folder of the repository. */
export const readSourceFiles = (folder: string): SourceFile[] =>
  readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.m?ts$/.test(entry.name))
    .map((entry) => {
      const path = relative(ROOT, join(entry.parentPath, entry.name));
      const text = readFileSync(join(ROOT, path), 'utf8');
      return { path, text, lines: text.trimEnd().split('\n').length, imports: importsOf(text, path) };
    });

// Statements with `from`, bare imports, and dynamic ones with a fixed name.
const STATEMENT = /^(?:import|export)\s+(type\s)?(?:[^'"`;]*?\sfrom\s+)?'([^']+)'/gm;
const DYNAMIC = /\bimport\(\s*'([^']+)'\s*\)/g;

const importsOf = (text: string, path: string): SourceImport[] => [
  ...[...text.matchAll(STATEMENT)].map(([, type, specifier = '']) =>
    toImport(specifier, { path, typeOnly: type !== undefined }),
  ),
  ...[...text.matchAll(DYNAMIC)].map(([, specifier = '']) => toImport(specifier, { path, typeOnly: false })),
];

const toImport = (
  specifier: string,
  { path, typeOnly }: { path: string; typeOnly: boolean },
): SourceImport => ({
  specifier,
  typeOnly,
  path: specifier.startsWith('.') ? posix.join(dirname(path), specifier).replace(/\.js$/, '.ts') : undefined,
});
