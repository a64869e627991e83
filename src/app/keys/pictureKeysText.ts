import { SHORTCUTS } from "./shortcuts.ts";

/** As they are called where they are read aloud: of signs some say nothing. */
const WORDS: Readonly<Record<string, string>> = {
  ArrowLeft: "left arrow",
  ArrowUp: "up arrow",
  ArrowDown: "down arrow",
  ArrowRight: "right arrow",
  "+": "plus",
  "-": "minus",
  ".": "full stop",
  ",": "comma",
  "[": "left bracket",
  "]": "right bracket",
  PageUp: "page up",
  PageDown: "page down",
};

/** What keys do in the picture, to be read aloud: "Move: left arrow, up arrow, …". */
export function pictureKeysText(): string {
  return SHORTCUTS.picture
    .map(({ says, keys }) => {
      const names = Object.keys(keys).map((chord) =>
        chord
          .split(" ")
          .map((key) => WORDS[key] ?? key)
          .join(" "),
      );
      return `${says}: ${names.join(", ")}.`;
    })
    .join(" ");
}
