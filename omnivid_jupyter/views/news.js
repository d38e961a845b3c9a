// @ts-check
/**
 * Whether the kernel is still heard of: a page that goes on without one must not go on as if it had one.
 *
 * What was last heard is true until `SILENCE` is over, and then only of the time when it was heard.
 */

/** Seconds without a sign of life (the kernel gives one every three) after which nobody is taken to be there. */
const SILENCE = 15;

/** A moment as people say it: the time, with its day where that is not today.
 * @param {number} at  in milliseconds
 */
export function moment(at) {
  const date = new Date(at);
  const today = date.toDateString() === new Date().toDateString();
  return today ? date.toLocaleTimeString() : date.toLocaleString();
}

/** The time of the last sign of life, in milliseconds, and whether it is too long ago.
 * @param {unknown} at  when what is shown first was true, in unix seconds, where that is known
 */
export function makeNews(at) {
  const known = typeof at === "number" && at > 0;
  let last = known ? at * 1000 : Date.now();
  let doubted = false;
  return {
    heard() {
      last = Date.now();
      doubted = false;
    },
    /** The connection has changed: only a new sign of life tells whether there is still somebody. */
    doubt: () => (doubted = true),
    last: () => last,
    isOld: () => doubted || Math.abs(Date.now() - last) > SILENCE * 1000,
  };
}
