export { builtInSeedNames } from './load-seed.js';
export type { HistoryEntry, MovedBy, ProjectDescription, TaskDescription } from './project.js';
export { SeedError } from './seed-problems.js';
export type { Seed } from './seed-schema.js';
export { type Emulator, type EmulatorOptions, startEmulator } from './start-emulator.js';
export type { EmulatorState, StateDescription } from './state.js';
