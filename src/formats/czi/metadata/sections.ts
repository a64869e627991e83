/** Names of the parts of the metadata that are of use here; the rest (hardware settings, the experiment) can be hundreds of times as long. */
export type SectionName = "Information" | "Scaling" | "DisplaySetting";

const SECTIONS: readonly string[] = ["Information", "Scaling", "DisplaySetting"] satisfies SectionName[];

/** `ImageDocument` / `Metadata` / a section. */
const SECTION_DEPTH = 2;

/**
 * Cuts the sections out of a CZI's XML, as text, without building a tree of all of it. What is not well formed ends the search: sections
 * found before it are returned.
 */
export function cutSections(xml: string): Map<SectionName, string> {
  const sections = new Map<SectionName, string>();
  let depth = 0;
  let open: { name: SectionName; start: number } | null = null;
  let at = xml.indexOf("<");
  while (at >= 0) {
    const end = endOfTag(xml, at);
    if (end < 0) return sections;
    const next = xml.charCodeAt(at + 1);
    if (next === 0x2f /* "/" */) {
      depth--;
      if (open !== null && depth === SECTION_DEPTH) {
        sections.set(open.name, xml.slice(open.start, end));
        open = null;
      }
    } else if (next !== 0x3f /* "?" */ && next !== 0x21 /* "!" */) {
      const isEmpty = xml.charCodeAt(end - 2) === 0x2f;
      if (depth === SECTION_DEPTH && !isEmpty) {
        const name = tagName(xml, at + 1);
        if (isSection(name) && !sections.has(name)) open = { name, start: at };
      }
      if (!isEmpty) depth++;
    }
    at = xml.indexOf("<", end);
  }
  return sections;
}

function isSection(name: string): name is SectionName {
  return SECTIONS.includes(name);
}

/** The position after a tag, comment or CDATA section that begins at `start`, or -1. */
function endOfTag(xml: string, start: number): number {
  if (xml.startsWith("<!--", start)) return after(xml, "-->", start + 4);
  if (xml.startsWith("<![CDATA[", start)) return after(xml, "]]>", start + 9);
  let quote = 0;
  for (let at = start + 1; at < xml.length; at++) {
    const code = xml.charCodeAt(at);
    if (quote !== 0) {
      if (code === quote) quote = 0;
    } else if (code === 0x22 || code === 0x27) quote = code;
    else if (code === 0x3e /* ">" */) return at + 1;
  }
  return -1;
}

function after(xml: string, mark: string, from: number): number {
  const found = xml.indexOf(mark, from);
  return found < 0 ? -1 : found + mark.length;
}

/** The name of the element whose tag begins before `start`, without its prefix. */
function tagName(xml: string, start: number): string {
  const end = xml.slice(start, start + 128).search(/[\s/>]/);
  const name = end < 0 ? "" : xml.slice(start, start + end);
  return name.slice(name.indexOf(":") + 1);
}
