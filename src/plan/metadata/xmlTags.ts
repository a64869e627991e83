/** A tag in a text of XML, by position: `text.slice(start, end)` is `<…>`. */
export type XmlTag = {
  kind: "open" | "close" | "empty";
  /** Without its prefix. */
  name: string;
  prefix: string;
  start: number;
  end: number;
};

/**
 * The tags of a text of XML in their order, comments and the like left out; a null at the end where the text is not well-formed
 * enough to be cut (an open tag or comment without end) or has a DTD. One pass, no recursion, one tag at a time: it cuts texts
 * that a reader has parsed already, it does not check them.
 */
export function* xmlTags(text: string): Generator<XmlTag | null, void> {
  let at = 0;
  for (;;) {
    const start = text.indexOf("<", at);
    if (start < 0) return;
    const special = SPECIAL.find(([opening]) => text.startsWith(opening, start));
    if (special !== undefined) {
      const close = text.indexOf(special[1], start + special[0].length);
      if (close < 0) return yield null;
      at = close + special[1].length;
      continue;
    }
    const end = text[start + 1] === "!" ? -1 : tagEnd(text, start);
    if (end < 0) return yield null;
    yield tagAt(text, start, end);
    at = end;
  }
}

const SPECIAL: readonly (readonly [string, string])[] = [
  ["<!--", "-->"],
  ["<![CDATA[", "]]>"],
  ["<?", "?>"],
];

/** Position after the `>` that ends a tag; a `>` inside an attribute does not. −1 for none. */
function tagEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const character = text[at]!;
    if (character === ">") return at + 1;
    if (character === "<") return -1;
    if (character !== '"' && character !== "'") continue;
    at = text.indexOf(character, at + 1);
    if (at < 0) return -1;
  }
  return -1;
}

function tagAt(text: string, start: number, end: number): XmlTag {
  const isClose = text[start + 1] === "/";
  const isEmpty = !isClose && text[end - 2] === "/";
  const nameStart = start + (isClose ? 2 : 1);
  let nameEnd = nameStart;
  while (nameEnd < end - 1 && !/[\s/]/.test(text[nameEnd]!)) nameEnd++;
  const qualified = text.slice(nameStart, nameEnd);
  const colon = qualified.indexOf(":");
  return {
    kind: isClose ? "close" : isEmpty ? "empty" : "open",
    name: qualified.slice(colon + 1),
    prefix: qualified.slice(0, colon + 1),
    start,
    end,
  };
}
