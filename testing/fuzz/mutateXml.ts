import type { SeededRandom } from "../contract/random.ts";
import { hostileText, NUMBERS, SPECIAL_NAMES } from "./hostileValues.ts";

/** A piece of a document: a tag, or the text between two tags. */
type Piece = { text: string; isTag: boolean };

/**
 * An XML document with one to four changes that know of its structure: values of attributes and texts from elsewhere or at the ends of what is
 * possible, elements lost, doubled, renamed, swapped, nested without end, and what XML has beside elements (DTDs, CDATA, comments, references).
 */
export function mutateXml(text: string, random: SeededRandom): string {
  let pieces = piecesOf(text);
  const changes = 1 + random.below(4);
  for (let change = 0; change < changes; change++) pieces = changePieces(pieces, random);
  const written = pieces.map((piece) => piece.text).join("");
  if (random.below(20) > 0) return written;
  const at = random.below(written.length + 1);
  return random.below(2) === 0
    ? written.slice(0, at)
    : written.slice(0, at) +
        random.pick(["<", ">", "&", "\0", '"', "]]>", "\ud800"]) +
        written.slice(at + random.below(3));
}

function piecesOf(text: string): Piece[] {
  return (text.match(/<[^>]*>|[^<]+/g) ?? []).map((piece) => ({ text: piece, isTag: piece.startsWith("<") }));
}

const ATTRIBUTE = /([\w:.-]+)(\s*=\s*)("[^"]*"|'[^']*')/g;

function changePieces(pieces: Piece[], random: SeededRandom): Piece[] {
  if (pieces.length === 0) return pieces;
  const at = random.below(pieces.length);
  const piece = pieces[at]!;
  switch (random.below(14)) {
    case 0:
    case 1:
    case 2:
    case 3:
      return withAttribute(pieces, random);
    case 4:
      return replaced(pieces, at, piece.isTag ? piece.text : hostileXmlText(random));
    case 5:
      return replaced(
        pieces,
        at,
        piece.text.replace(/^(<\/?)([\w:.-]+)/, (_, open: string) => `${open}${otherName(pieces, random)}`),
      );
    case 6: {
      const [from, to] = elementAt(pieces, at);
      return [...pieces.slice(0, from), ...pieces.slice(to)];
    }
    case 7: {
      const [from, to] = elementAt(pieces, at);
      const times = to - from > 40 ? 2 : random.pick([1, 2, 20, 300]);
      const copies = Array.from({ length: times }, () => pieces.slice(from, to)).flat();
      return [...pieces.slice(0, to), ...copies, ...pieces.slice(to)];
    }
    case 8: {
      const [from, to] = elementAt(pieces, at);
      const [other, otherEnd] = elementAt(pieces, random.below(pieces.length));
      // Elements of which one lies in the other are not swapped but put beside each other.
      if (other < to && from < otherEnd)
        return [...pieces.slice(0, from), ...pieces.slice(other, otherEnd), ...pieces.slice(from)];
      const [first, firstEnd, second, secondEnd] =
        from < other ? [from, to, other, otherEnd] : [other, otherEnd, from, to];
      return [
        ...pieces.slice(0, first),
        ...pieces.slice(second, secondEnd),
        ...pieces.slice(firstEnd, second),
        ...pieces.slice(first, firstEnd),
        ...pieces.slice(secondEnd),
      ];
    }
    case 9: {
      const depth = random.pick([3, 100, 300, 5000]);
      const name = otherName(pieces, random);
      const nested = `<${name}>`.repeat(depth) + `</${name}>`.repeat(random.below(4) === 0 ? depth - 1 : depth);
      return [...pieces.slice(0, at), { text: nested, isTag: true }, ...pieces.slice(at)];
    }
    case 10: {
      const extra = random.pick([
        '<!DOCTYPE a [<!ENTITY b "c">]>',
        '<!DOCTYPE a SYSTEM "file:///etc/passwd">',
        "<![CDATA[ <Image> ]]>",
        "<!-- <Image/> -->",
        "<!--",
        "<?xml version='1.0'?>",
        "<?x y?>",
        "&b;",
        "&#0;",
        "&#x1F600;",
        "\u0000",
      ]);
      return [...pieces.slice(0, at), { text: extra, isTag: true }, ...pieces.slice(at)];
    }
    case 11:
      return pieces.filter((_, index) => index !== at);
    case 12:
      return [...pieces.slice(0, at), piece, ...pieces.slice(at)];
    default: {
      const name = random.pick([
        ...SPECIAL_NAMES.filter((word) => word !== ""),
        "xmlns",
        "xmlns:a",
        "a:b",
        "ID",
        "x".repeat(70_000),
      ]);
      const value = hostileXmlText(random);
      return replaced(
        pieces,
        at,
        piece.text.replace(/^(<[\w:.-]+)/, (start) => `${start} ${name}="${value}"`),
      );
    }
  }
}

/** One attribute somewhere with another value: from another attribute, a number near its own, or odd. */
function withAttribute(pieces: Piece[], random: SeededRandom): Piece[] {
  const tags = pieces.flatMap((piece, at) => (piece.isTag && piece.text.includes("=") ? [at] : []));
  if (tags.length === 0) return pieces;
  const at = random.pick(tags);
  const count = [...pieces[at]!.text.matchAll(ATTRIBUTE)].length;
  if (count === 0) return pieces;
  let left = random.below(count);
  const changed = pieces[at]!.text.replaceAll(ATTRIBUTE, (whole, name: string, sign: string, quoted: string) =>
    left-- === 0 ? `${name}${sign}"${otherValue(quoted.slice(1, -1), pieces, random)}"` : whole,
  );
  return replaced(pieces, at, changed);
}

function otherValue(value: string, pieces: readonly Piece[], random: SeededRandom): string {
  const number = Number(value);
  switch (random.below(5)) {
    case 0:
      return hostileXmlText(random);
    case 1:
    case 2:
      if (value.trim() === "" || !Number.isFinite(number) || random.below(2) === 0) return random.pick(NUMBERS);
      return String(
        random.pick([number + 1, number - 1, -number, number * 2, number * 1e5, number / 3, 10 ** random.below(20)]),
      );
    case 3: {
      const values = [...(pieces[random.below(pieces.length)]?.text.matchAll(ATTRIBUTE) ?? [])];
      return values.length === 0 ? "" : random.pick(values)[3]!.slice(1, -1);
    }
    default:
      return random.pick(["", " ", `${value}${value}`, value.slice(1), value.toLowerCase(), `${value} ${value}`]);
  }
}

/** Odd text, in a form that leaves the document well formed most of the time. */
function hostileXmlText(random: SeededRandom): string {
  const text = hostileText(random);
  return random.below(4) === 0 ? text : text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

function otherName(pieces: readonly Piece[], random: SeededRandom): string {
  const name = /^<\/?([\w:.-]+)/.exec(pieces[random.below(pieces.length)]!.text)?.[1];
  return name ?? random.pick(["a", "__proto__", "constructor", "x:y", "Image", "Pixels"]);
}

function replaced(pieces: Piece[], at: number, text: string): Piece[] {
  const changed = [...pieces];
  changed[at] = { ...pieces[at]!, text };
  return changed;
}

/** The pieces from a tag to the one that ends its element; of a text only itself. */
function elementAt(pieces: readonly Piece[], at: number): [from: number, to: number] {
  if (!/^<[\w:.-]/.test(pieces[at]!.text) || pieces[at]!.text.endsWith("/>")) return [at, at + 1];
  let depth = 0;
  for (let index = at; index < pieces.length; index++) {
    const { text } = pieces[index]!;
    if (text.startsWith("</")) depth--;
    else if (/^<[\w:.-]/.test(text) && !text.endsWith("/>")) depth++;
    if (depth <= 0) return [at, index + 1];
  }
  return [at, pieces.length];
}
