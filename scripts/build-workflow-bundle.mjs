/** Bundles the built workflows, so that a worker starts without webpack: last step of `npm run build`. */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

const workflowsPath = fileURLToPath(new URL('../dist/workflows', import.meta.url));
const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('WARN') });
await writeFile(new URL('../dist/workflow-bundle.js', import.meta.url), code);
