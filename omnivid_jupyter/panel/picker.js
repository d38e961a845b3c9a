// @ts-check
/**
 * Choosing files for a field, by a button or by dropping them on it.
 *
 * How far a file is can be seen; only its end is announced.
 *
 * @typedef {import("./fields.js").Field} Field
 * @typedef {(file: File, progressed: (sent: number) => void) => Promise<import("./files.js").Outcome>} Send
 */
import { element, makeSpeaker, say, write } from "../views/shared.js";
import { makeButton } from "./panel.js";

/**
 * @param {string} one  what the field takes: "image" or "video"
 * @param {Send} send
 * @param {(paths: string[]) => void} add
 */
export function makePicker(one, send, add) {
  const input = element("input", "form-file");
  input.type = "file";
  input.hidden = true; // the button is what people see and reach
  const button = makeButton("Choose file…", () => input.click());
  const now = element("span", "form-hint");
  const progress = element("progress", "form-progress");
  const sending = element("div", "form-sending", now, progress);
  sending.hidden = true;
  const done = makeSpeaker("form-hint", "status");
  const trouble = makeSpeaker("form-error", "alert");
  /** @type {File[]} */
  let queue = [];

  /** @param {File} file */
  async function sendOne(file) {
    write(now, `Adding ${file.name}`);
    progress.max = Math.max(1, file.size);
    progress.ariaLabel = `Adding ${file.name}`;
    progress.value = 0;
    const { path, refused } = await send(file, (sent) => void (progress.value = sent));
    if (path) {
      add([path]);
      say(done, [done.textContent, `${file.name} is added.`].filter(Boolean).join("\n"));
    } else {
      say(trouble, [trouble.textContent, refused].filter(Boolean).join("\n"));
    }
  }

  /** @param {Iterable<File>} files */
  async function take(files) {
    const idle = queue.length === 0;
    queue.push(...files);
    if (!idle || queue.length === 0) return;
    say(done, "");
    say(trouble, "");
    sending.hidden = false;
    while (queue.length > 0) {
      await sendOne(queue[0]);
      queue.shift();
    }
    sending.hidden = true;
  }

  input.addEventListener("change", () => {
    const files = [...(input.files ?? [])];
    input.value = ""; // so that the same file can be chosen again
    take(files);
  });

  return {
    node: element("div", "form-files", input, sending, done, trouble),
    button,
    busy: () => queue.length > 0,
    /** @param {Field} field */
    show(field) {
      input.accept = field.accept;
      input.multiple = field.several;
      button.hidden = field.accept === "";
      button.textContent = field.several ? "Choose files…" : "Choose file…";
      button.ariaLabel = `${button.textContent.slice(0, -1)} as ${one}`;
    },
    /** Take what is dropped on an element.
     * @param {HTMLElement} node
     */
    listen(node) {
      /** @param {DragEvent} event */
      const hasFiles = (event) => event.dataTransfer?.types.includes("Files") ?? false;
      node.addEventListener("dragover", (event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        node.dataset.over = "true";
      });
      node.addEventListener("dragleave", (event) => {
        if (!node.contains(/** @type {Node | null} */ (event.relatedTarget))) delete node.dataset.over;
      });
      node.addEventListener("drop", (event) => {
        delete node.dataset.over;
        if (!hasFiles(event)) return;
        event.preventDefault();
        event.stopPropagation();
        take(event.dataTransfer?.files ?? []);
      });
    },
  };
}
