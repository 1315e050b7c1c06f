// One calm line for each piece of work that was really done.

const TITLE_WIDTH = 44;

/**
 * The line of a finished piece of work.
 * @param {string} title
 * @param {number} seconds
 */
export function progressLine(title, seconds) {
  return `  ${title.padEnd(TITLE_WIDTH)} ${seconds.toFixed(1).padStart(6)} s`;
}

/**
 * Do a piece of work and say so in one line with the time it took. A terminal shows it while it is under way.
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const started = performance.now();
  const canRewrite = process.stdout.isTTY === true && !process.env.CI;
  if (canRewrite) process.stdout.write(`  ${title} ...`);
  try {
    const result = await work();
    if (canRewrite) process.stdout.write("\r");
    console.log(progressLine(title, (performance.now() - started) / 1000));
    return result;
  } catch (error) {
    if (canRewrite) process.stdout.write("\n");
    throw error;
  }
}
