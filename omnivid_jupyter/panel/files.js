// @ts-check
/**
 * Files on their way to the kernel, which says which bytes it wants next.
 *
 * Nothing of a file is sent before the kernel has asked for it.
 *
 * @typedef {{ path?: string, refused?: string }} Outcome  where the file is kept, or why it is not taken
 *
 * @typedef {import("./messages.js").FileAnswer} FileAnswer
 */

/** @param {import("../views/channel.js").Channel<import("./messages.js").ToForm, import("./messages.js").FromForm>} model */
export function makeSender(model) {
  /** @type {Map<string, (message: FileAnswer) => void>} */
  const waiting = new Map();

  return {
    /** Send one file for a field; resolves when it is there, or refused.
     * @param {"images" | "videos"} field
     * @param {File} file
     * @param {(sent: number) => void} progressed  hears how many bytes the kernel has
     * @returns {Promise<Outcome>}
     */
    send(field, file, progressed) {
      const id = Math.random().toString(36).slice(2); // the kernel's answers reach every view of the panel
      return new Promise((resolve) => {
        /** @param {Outcome} outcome */
        const end = (outcome) => {
          waiting.delete(id);
          resolve(outcome);
        };
        waiting.set(id, async (message) => {
          if (message.start === undefined) return end(message);
          progressed(message.start);
          try {
            const piece = await file.slice(message.start, message.end).arrayBuffer();
            model.send({ type: "piece", file: id }, undefined, [piece]);
          } catch {
            end({ refused: `${file.name} can no longer be read.` });
          }
        });
        model.send({ type: "file", field, file: id, name: file.name, size: file.size });
      });
    },
    /** @param {FileAnswer} message */
    receive: (message) => void waiting.get(message.file)?.(message),
  };
}
