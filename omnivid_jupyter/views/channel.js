// @ts-check
/**
 * How a script talks with its half in the kernel, and says so when there is none any more.
 */

/**
 * The part of anywidget's model that is used here: what a script is told, and what it tells.
 * @template Told, Tells
 * @typedef {{
 *   on(event: "msg:custom", listener: (message: Told, buffers: DataView[]) => void): void,
 *   off(event: "msg:custom", listener: (message: Told, buffers: DataView[]) => void): void,
 *   send(message: Tells, callbacks?: undefined, buffers?: ArrayBuffer[]): void,
 *   widget_manager?: { resolveUrl?(url: string): Promise<string> },
 * }} Channel
 */

/** The channel to the kernel for a script that says by itself when there is no kernel any more.
 * @template Told, Tells
 * @param {Channel<Told, Tells>} model
 * @param {(text: string) => void} say
 * @returns {Channel<Told, Tells>}
 */
export function attach(model, say) {
  return {
    on: (event, listener) => model.on(event, listener),
    off: (event, listener) => model.off(event, listener),
    widget_manager: model.widget_manager,
    send(message, callbacks, buffers) {
      try {
        model.send(message, callbacks, buffers);
      } catch {
        say("The kernel has ended: run this cell again.");
      }
    },
  };
}
