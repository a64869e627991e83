import { hasSingleKeys } from "../../browser/keptKeys.ts";

/** What keys do, by the place that has the focus; `page`: wherever it is. */
type Commands = {
  page: "help" | "closeHelp" | "nextFile" | "previousFile" | "convert" | "undo";
  picture:
    | "left"
    | "right"
    | "up"
    | "down"
    | "pixelLeft"
    | "pixelRight"
    | "pixelUp"
    | "pixelDown"
    | "zoomIn"
    | "zoomOut"
    | "fit"
    | "ownPixels"
    | "nextSlice"
    | "previousSlice"
    | "nextTime"
    | "previousTime"
    | "finer"
    | "coarser"
    | "grid"
    | "follow";
  grid: "chunkLeft" | "chunkRight" | "chunkUp" | "chunkDown";
  queue: "next" | "previous" | "first" | "last" | "moveUp" | "moveDown" | "remove";
  plate: "left" | "right" | "up" | "down" | "toggle" | "look" | "all";
};

/** Where keys are listened to. */
export type KeyPlace = keyof Commands;

/** What keys do in a place. */
export type KeyCommand<Place extends KeyPlace> = Commands[Place];

type ShortcutRow<Command extends string> = {
  says: string;
  /** Keys with their modifiers before them ("Ctrl Z"), and what each does. */
  keys: Readonly<Record<string, Command>>;
  /** On the same keys of other keyboards; they are not shown. */
  also?: Readonly<Record<string, Command>>;
};

/** All keys of the page: what listens to them and what explains them are made from this. */
export const SHORTCUTS: { readonly [Place in KeyPlace]: readonly ShortcutRow<Commands[Place]>[] } = {
  page: [
    { says: "Next file, previous file", keys: { J: "nextFile", K: "previousFile" } },
    { says: "Convert", keys: { "Ctrl Enter": "convert" } },
    { says: "Take back", keys: { "Ctrl Z": "undo" } },
    { says: "This help, and close it", keys: { "?": "help", Escape: "closeHelp" } },
  ],
  picture: [
    { says: "Move", keys: { ArrowLeft: "left", ArrowUp: "up", ArrowDown: "down", ArrowRight: "right" } },
    {
      says: "Point to the next pixel",
      keys: {
        "Shift ArrowLeft": "pixelLeft",
        "Shift ArrowUp": "pixelUp",
        "Shift ArrowDown": "pixelDown",
        "Shift ArrowRight": "pixelRight",
      },
    },
    {
      says: "Zoom in, zoom out",
      keys: { "+": "zoomIn", "-": "zoomOut" },
      also: { "=": "zoomIn", _: "zoomOut" },
    },
    { says: "All of it, its own pixels", keys: { "0": "fit", "1": "ownPixels" } },
    { says: "Finer level, coarser level", keys: { "[": "finer", "]": "coarser" } },
    { says: "Next slice, previous slice", keys: { PageUp: "nextSlice", PageDown: "previousSlice" } },
    { says: "Next time point, previous time point", keys: { ".": "nextTime", ",": "previousTime" } },
    { says: "Chunk grid", keys: { G: "grid" } },
    { says: "Follow what is written", keys: { F: "follow" } },
  ],
  grid: [
    {
      says: "Point to the next chunk",
      keys: { ArrowLeft: "chunkLeft", ArrowUp: "chunkUp", ArrowDown: "chunkDown", ArrowRight: "chunkRight" },
    },
  ],
  queue: [
    { says: "Look at another file", keys: { ArrowUp: "previous", ArrowDown: "next", Home: "first", End: "last" } },
    { says: "Move the file", keys: { "Alt ArrowUp": "moveUp", "Alt ArrowDown": "moveDown" } },
    { says: "Remove the file", keys: { Delete: "remove" } },
  ],
  plate: [
    {
      says: "Another well, with Shift taken too",
      keys: { ArrowLeft: "left", ArrowUp: "up", ArrowDown: "down", ArrowRight: "right" },
    },
    { says: "Take the well, or leave it out", keys: { Space: "toggle" } },
    { says: "Look into the well", keys: { Enter: "look" } },
    { says: "All wells", keys: { "Ctrl A": "all" } },
  ],
};

/** What is needed of a key's event. */
type Pressed = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey" | "getModifierState">;

/** True for a key that a word which is spoken, or a hand that slips, presses too: a character by itself. */
export function isSingleKey(chord: string): boolean {
  return chord.length === 1;
}

/** What a key does in a place, or null. */
export function commandOf<Place extends KeyPlace>(place: Place, event: Pressed): KeyCommand<Place> | null {
  const chord = chordOf(event);
  if (isSingleKey(chord) && !hasSingleKeys()) return null;
  // Keys that are named do the same with Shift, where they do nothing else.
  return (event.shiftKey ? commandIn(place, `Shift ${chord}`) : null) ?? commandIn(place, chord);
}

function commandIn<Place extends KeyPlace>(place: Place, chord: string): KeyCommand<Place> | null {
  for (const { keys, also } of SHORTCUTS[place]) {
    const command = keys[chord] ?? also?.[chord];
    if (command !== undefined) return command;
  }
  return null;
}

/** A character says itself whether shift was held for it; ⌘ counts as Ctrl. */
function chordOf(event: Pressed): string {
  const { key } = event;
  const name = key === " " ? "Space" : key.length === 1 ? key.toUpperCase() : key;
  // Many keyboards have brackets there.
  if (event.getModifierState("AltGraph")) return name;
  const isCommand = event.ctrlKey || event.metaKey;
  const modifiers = [isCommand && "Ctrl", event.altKey && "Alt", isCommand && event.shiftKey && "Shift"];
  return [...modifiers.filter((modifier) => modifier !== false), name].join(" ");
}
