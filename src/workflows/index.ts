export { pollStage } from './poll-stage.js';
export { runProject } from './run-project.js';
export { runSlice } from './run-slice.js';
