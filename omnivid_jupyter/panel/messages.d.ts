// The panel's messages, as its scripts see them. Written by tools/panel_types.py from messages.py: change that one.

/** A page draws the form: it has no values yet. */
export interface FormReady {
  type: "ready";
}

/** What is in the form now, to be judged. */
export interface Change {
  type: "change";
  values: Record<string, string | number | boolean | string[] | null>;
  drawn?: string;
  tried?: boolean;
  edits?: Record<string, number>;
  clicks?: Record<string, number>;
  fills?: number | null;
  agreed?: string;
}

/** What is in the form now, to be made. */
export interface Generate {
  type: "generate";
  values: Record<string, string | number | boolean | string[] | null>;
  drawn?: string;
  tried?: boolean;
  edits?: Record<string, number>;
  clicks?: Record<string, number>;
  fills?: number | null;
  agreed?: string;
}

/** A file for a field: its name and its size in bytes; `file` names it from now on. */
export interface FileOffer {
  type: "file";
  file: string;
  field: "images" | "videos";
  name: string;
  size: number;
}

/** The bytes that were asked for, beside the message. */
export interface FilePiece {
  type: "piece";
  file: string;
}

/** How the form is to be drawn: the fields of a model, what is wrong, what it would cost.
 *
 * `varied`: fields with further values; `literal`: the prompt has alternatives, which could be meant as they stand;
 * `leftOut`: what of a sweep cannot be made; `question`: what is asked before it is paid;
 * `edits` and `answered`: by page, the last edit and the last click on Generate in the report that this answers;
 * `fill`: values that take the place of the page's; `fills`: how often there were such; `said`: a new line to read;
 * `made`: the click was followed. */
export interface State {
  type: "state";
  model: string;
  groups: ModelGroup[];
  hint: string;
  mostTakes: number;
  fields: Field[];
  varied: Field[];
  literal: boolean;
  leftOut: LeftOut[];
  question: Question | null;
  fill: Record<string, string | number | boolean | string[] | null>;
  errors: Record<string, string>;
  estimate: string;
  focus: string;
  said: string | null;
  made: boolean;
  edits: Record<string, number>;
  fills: number;
  answered: Record<string, number>;
}

/** The models of one service. */
export interface ModelGroup {
  label: string;
  models: ModelOption[];
}

/** A model to choose, and what it is called. */
export interface ModelOption {
  value: string;
  label: string;
}

/** One field: its `name` is that of the request's field, `kind` says how it is drawn.
 *
 * `choices` are pairs of value and text; `value` is what it starts with. Where files can be chosen, `accept` has
 * their media types, and `several` tells whether more than one. A field of the kind "several" has further values
 * of another field, each of which makes clips of its own. */
export interface Field {
  name: string;
  label: string;
  kind: "choice" | "several" | "text" | "urls";
  value: string | string[];
  choices: [string, string][];
  hint: string;
  accept: string;
  several: boolean;
}

/** What cannot be made of a sweep, and why. */
export interface LeftOut {
  what: string;
  why: string;
}

/** What has to be agreed to before it is paid; `id` tells it from another question, `yes` names the button. */
export interface Question {
  id: string;
  text: string;
  yes: string;
}

/** What becomes of a file: the bytes that are wanted next, where it is kept, or why it is not taken. */
export interface FileAnswer {
  type: "file";
  file: string;
  start?: number;
  end?: number;
  path?: string;
  refused?: string;
}

/** A page draws the queue. */
export interface QueueReady {
  type: "ready";
}

/** A page shows the queue no more. */
export interface QueueGone {
  type: "gone";
}

/** Take finished jobs off the list. */
export interface Clear {
  type: "clear";
}

/** Send the HTTP messages of a job, those to come as well. */
export interface Look {
  type: "look";
  id: string;
}

/** Send them no more. */
export interface LookAway {
  type: "look away";
  id: string;
}

/** Send the jobs of a group one by one as well. */
export interface Unfold {
  type: "unfold";
  id: string;
}

/** Send the jobs of a group no more, but the group. */
export interface Fold {
  type: "fold";
  id: string;
}

/** Wait for a job, or all of a group, no longer. */
export interface Stop {
  type: "stop";
  id: string;
}

/** Wait for a job, or all of a group, again. */
export interface Wait {
  type: "wait";
  id: string;
}

/** Do a job, or all of a group, again that can be had without paying twice. */
export interface Retry {
  type: "retry";
  id: string;
}

/** Leave a job alone for good. */
export interface Forget {
  type: "forget";
  id: string;
}

/** Open a job's clip in the gallery. */
export interface Show {
  type: "show";
  id: string;
}

/** The rows and groups that changed, the ids of those that are gone, and the HTTP messages that somebody
 * looks at. */
export interface Rows {
  type: "rows";
  rows: Row[];
  groups: Group[];
  gone: string[];
  messages: JobExchanges[];
}

/** One job: texts that are ready to show; times in seconds, progress in percent. `group`: where it belongs. */
export interface Row {
  id: string;
  group: string;
  state: string;
  icon: string;
  word: string;
  final: boolean;
  settled: boolean;
  left: boolean;
  elsewhere: boolean;
  model: string;
  prompt: string;
  settings: string;
  progress: number | null;
  elapsed: number;
  remaining: number | null;
  cost: string;
  task: string;
  note: string;
  error: string;
  log: string[];
  actions: ("forget" | "retry" | "show" | "stop" | "wait")[];
}

/** Jobs that are shown as one: like a row, with the total of all of them. `open`: its jobs are sent, too. */
export interface Group {
  id: string;
  open: boolean;
  state: string;
  icon: string;
  word: string;
  final: boolean;
  settled: boolean;
  model: string;
  prompt: string;
  settings: string;
  progress: number | null;
  elapsed: number;
  remaining: number | null;
  cost: string;
  task: string;
  note: string;
  log: string[];
  actions: ("retry" | "stop" | "wait")[];
}

/** New HTTP messages of one job; `first` is how many were sent before. */
export interface JobExchanges {
  id: string;
  first: number;
  messages: ExchangeText[];
}

/** One exchange in words: all of it plain text, with nothing secret in it.
 *
 * `at` is seconds after the job began; `sent` and `received` are headers and bodies, `good` is whether the
 * answer came whole and with a status below 400. */
export interface ExchangeText {
  at: number;
  title: string;
  outcome: string;
  good: boolean;
  sent: string;
  received: string;
}

/** A line to read. */
export interface Said {
  type: "said";
  text: string;
}

/** Somebody is still there. */
export interface Alive {
  type: "alive";
}

/** A page draws the gallery; `page` names it. */
export interface GalleryReady {
  type: "ready";
  page?: string | null;
}

/** Show these clips side by side, or many as a contact sheet, below the panel. */
export interface Compare {
  type: "compare";
  ids: string[];
  page?: string | null;
}

/** Have these clips judged in blind pairs, below the panel. */
export interface Duel {
  type: "duel";
  ids: string[];
  page?: string | null;
}

/** Show the finished clips no more that nobody has judged yet. */
export interface Dismiss {
  type: "dismiss";
}

/** A clip's picture, please; and the answer, with the picture beside it where there is one. */
export interface Thumb {
  type: "thumb";
  id: string;
}

/** One file of a clip, please: the page cannot load it by its address. */
export interface Media {
  type: "media";
  id: string;
  index?: number;
}

/** Show all of a clip. */
export interface Open {
  type: "open";
  id: string;
}

/** The turns of a clip that is open. */
export interface Turns {
  type: "turns";
  id: string;
}

/** Put the clip's request into the form. */
export interface Use {
  type: "use";
  id: string;
}

/** Put the clip among the form's reference images. */
export interface Refer {
  type: "refer";
  id: string;
}

/** Have the form go on from the clip. */
export interface Extend {
  type: "extend";
  id: string;
}

/** Show the clip below the panel. */
export interface Output {
  type: "output";
  id: string;
  page?: string | null;
}

/** Delete the clip's files. */
export interface Remove {
  type: "remove";
  id: string;
}

/** Write down what is thought of the clip: what is left out stays as it is; no stars are 0. */
export interface Rate {
  type: "rate";
  id: string;
  stars?: number | null;
  note?: string | null;
  rejected?: boolean | null;
}

/** The cards that changed (`all`: every one there is), the ids of those that are gone; `most` are compared side by
 * side. */
export interface Cards {
  type: "cards";
  cards: Card[];
  gone: string[];
  all: boolean;
  most: number;
}

/** One clip in the list; `created` in unix seconds, `ratio` of width to height; `stars` 1 to 5, or 0.
 *
 * `here`: it belongs to this notebook, by its folder or because this kernel asked for it. */
export interface Card {
  id: string;
  prompt: string;
  model: string;
  facts: string;
  created: number;
  url: string;
  type: string;
  ratio: number;
  stars: number;
  note: string;
  rejected: boolean;
  here: boolean;
}

/** The clips that were made just now and nobody has judged yet, the latest first. */
export interface Finished {
  type: "finished";
  ids: string[];
}

/** A film, beside the message, or why there is none. */
export interface SentMedia {
  type: "media";
  id: string;
  index: number;
  problem: string;
}

/** Show this clip. */
export interface OpenedDetail {
  type: "detail";
  clip: OpenedClip;
}

/** A clip as it is opened: facts to read, its cell or why there is none, its files, its turns. */
export interface OpenedClip {
  id: string;
  prompt: string;
  model: string;
  facts: string;
  created: number;
  url: string;
  type: string;
  ratio: number;
  stars: number;
  note: string;
  rejected: boolean;
  here: boolean;
  shown: [string, string][];
  cell: string;
  noCell: string;
  path: string;
  media: MediaFile[];
  extends: boolean;
  turns: Turn[];
}

/** One file of a clip: its address and its media type. */
export interface MediaFile {
  url: string;
  type: string;
}

/** One turn of a thread; without an `id` its clip is not here. */
export interface Turn {
  id: string;
  name: string;
  prompt: string;
  note: string;
  current: boolean;
}

/** The turns of a clip, as they are now. */
export interface SentTurns {
  type: "turns";
  id: string;
  turns: Turn[];
}

export type FromForm = FormReady | Change | Generate | FileOffer | FilePiece;

export type ToForm = State | FileAnswer;

export type FromQueue = QueueReady | QueueGone | Clear | Look | LookAway | Unfold | Fold | Stop | Wait | Retry | Forget | Show;

export type ToQueue = Rows | Said | Alive;

export type FromGallery = GalleryReady | Compare | Duel | Dismiss | Thumb | Media | Open | Turns | Use | Refer | Extend | Output | Remove | Rate;

export type ToGallery = Cards | Finished | Thumb | SentMedia | OpenedDetail | SentTurns | Said;
