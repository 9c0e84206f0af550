/**
 * What is known of a project at compile time: its stages by title, and the names of each one's pathways. Loose by default;
 * a narrower one makes unknown stages and pathways a compile error.
 */
export interface ProjectSchema {
  readonly stages: Readonly<Record<string, { readonly pathways: string }>>;
}

export type StageName<S extends ProjectSchema> = keyof S['stages'] & string;

export type PathwayOf<S extends ProjectSchema, N extends StageName<S>> = S['stages'][N]['pathways'];
