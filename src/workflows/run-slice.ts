import { setHandler } from '@temporalio/workflow';
import { Slice } from './slice.js';
import { controlSignal, type SliceInput, type SliceResult } from './slice-contract.js';

/** Child of `pollStage`: runs some tasks of its stage. Not to be started by hand. */
export async function runSlice(input: SliceInput): Promise<SliceResult> {
  const slice = new Slice(input);
  setHandler(controlSignal, (control) => slice.control(control));
  return slice.run();
}
