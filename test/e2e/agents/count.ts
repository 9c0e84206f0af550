import { Agent, request } from 'undici';

const dispatcher = new Agent({ connections: 32 });

/** Adds one to a tally that the test reads from the emulator. */
export const count = async ({ domain }: { readonly domain: string }, key: string): Promise<void> => {
  const { body } = await request(`${domain}/__emulator/count`, {
    method: 'POST',
    dispatcher,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ key }),
  });
  await body.dump();
};
