/**
 * A tier that cannot run says why in one line and is skipped: its tests see the reason in the environment variable. In CI that is a
 * failure.
 */
export const tierUnavailable = (
  tier: string,
  { variable, error }: { variable: string; error: unknown },
): void => {
  const reason = error instanceof Error ? error.message : String(error);
  if (process.env.CI === 'true') throw new Error(`The ${tier} tests cannot run: ${reason}`, { cause: error });
  console.log(`Skipping the ${tier} tests: ${reason}`);
  process.env[variable] = reason;
};
