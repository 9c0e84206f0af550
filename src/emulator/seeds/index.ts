import type { Seed } from '../seed-schema.js';
import { demo } from './demo.js';
import { mixed } from './mixed.js';
import { twoStages } from './two-stages.js';

export const builtInSeeds: Readonly<Record<string, Seed>> = { demo, 'two-stages': twoStages, mixed };
