/** Results go to stdout; progress and messages go to stderr. */

export const printResult = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

export const printMessage = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

/** A reader that has seen enough (`… | head -1`) is no error: what comes after is dropped. */
export const ignoreClosedPipes = (): void => {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
};
