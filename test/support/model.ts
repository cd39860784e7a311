/**
 * An independent model of a rehearsal, written from the specification alone and importing nothing of the system: two
 * writings of the same rules that agree are better evidence than one that agrees with itself.
 */
export { type ComparisonOptions, differences } from './model/differences.js';
export { type ModelReport, modelOf } from './model/model-of.js';
export type { Scenario } from './model/scenario.js';
