import type { SeededRandom } from "../contract/random.ts";
import { hostileText, NUMBERS, SPECIAL_NAMES } from "./hostileValues.ts";

/** JSON as a tree that can say what no value of the language can: members of one name, numbers too large, text that is no JSON. */
type Tree =
  | { kind: "object"; members: { name: string; value: Tree }[] }
  | { kind: "list"; items: Tree[] }
  | { kind: "text"; text: string }
  | { kind: "raw"; text: string };

/** A place in a tree: whose value it is. */
type Place = { get: () => Tree; set: (value: Tree) => void; remove: () => void; twice: () => void };

/**
 * A JSON document with one to four changes that know of its structure: values of other types or from elsewhere in the document, numbers and
 * texts at the ends of what is possible, members renamed, doubled, lost or swapped, lists of a hundred thousand, nesting without end. `others`:
 * documents that values may be taken from. Now and then the text itself is cut or changed.
 */
export function mutateJson(text: string, random: SeededRandom, others: readonly string[] = []): string {
  const tree = treeOf(JSON.parse(text));
  const changes = 1 + random.below(4);
  for (let change = 0; change < changes; change++) changeTree(tree, others, random);
  const written = textOf(tree);
  return random.below(25) === 0 ? changeText(written, random) : written;
}

function changeTree(tree: Tree, others: readonly string[], random: SeededRandom): void {
  const places = placesIn(tree);
  if (places.length === 0) return;
  const place = random.pick(places);
  const value = place.get();
  switch (random.below(14)) {
    case 0:
      return place.remove();
    case 1:
      return place.twice();
    case 2:
    case 3:
      return place.set(hostileTree(random));
    case 4:
    case 5: {
      const from = others.length === 0 || random.below(3) > 0 ? tree : treeOf(JSON.parse(random.pick(others)));
      const donor = placesIn(from);
      return place.set(copyOf(donor.length === 0 ? hostileTree(random) : random.pick(donor).get()));
    }
    case 6: {
      const other = random.pick(places);
      // One may lie in the other: copies make no circle.
      const [here, there] = [copyOf(value), copyOf(other.get())];
      place.set(there);
      return other.set(here);
    }
    case 7:
    case 8:
      return place.set(value.kind === "raw" ? nudged(value.text, random) : { kind: "text", text: hostileText(random) });
    case 9:
      return renameMember(value, random);
    case 10:
      return addMember(value, random);
    case 11:
      return repeatItem(value, random);
    case 12:
      return place.set({ kind: "list", items: [copyOf(value)] });
    default: {
      if (random.below(8) > 0) return place.set({ kind: "object", members: [{ name: "0", value: copyOf(value) }] });
      const depth = random.pick([100, 5000, 100_000]);
      const [open, close] = random.pick([
        ["[", "]"],
        ['{"a":', "}"],
      ] as const);
      return place.set({ kind: "raw", text: `${open.repeat(depth)}1${close.repeat(depth)}` });
    }
  }
}

function hostileTree(random: SeededRandom): Tree {
  switch (random.below(6)) {
    case 0:
      return { kind: "raw", text: random.pick(NUMBERS) };
    case 1:
      return { kind: "text", text: hostileText(random) };
    case 2:
      return { kind: "raw", text: random.pick(["null", "true", "false", "NaN", "Infinity", "-Infinity", "undefined"]) };
    case 3:
      return { kind: "list", items: [] };
    case 4:
      return { kind: "object", members: [] };
    default:
      return {
        kind: "object",
        members: [{ name: random.pick(SPECIAL_NAMES), value: { kind: "object", members: [] } }],
      };
  }
}

/** A number near the one that stands there, or at an end. Other words (true, null) become a number. */
function nudged(text: string, random: SeededRandom): Tree {
  const number = Number(text);
  if (!Number.isFinite(number) || random.below(2) === 0) return { kind: "raw", text: random.pick(NUMBERS) };
  const near = [
    number + 1,
    number - 1,
    -number,
    number * 2,
    number / 2,
    number + 0.5,
    number * 1e6,
    10 ** random.below(20),
  ];
  return { kind: "raw", text: String(random.pick(near)) };
}

function renameMember(value: Tree, random: SeededRandom): void {
  if (value.kind !== "object" || value.members.length === 0) return;
  const member = random.pick(value.members);
  const name = random.below(3) === 0 ? random.pick(value.members).name : random.pick(SPECIAL_NAMES);
  member.name = random.below(4) === 0 ? member.name.toUpperCase() : name;
}

function addMember(value: Tree, random: SeededRandom): void {
  if (value.kind === "list") value.items.splice(random.below(value.items.length + 1), 0, hostileTree(random));
  if (value.kind !== "object") return;
  const known = value.members.map(({ name }) => name);
  value.members.push({ name: random.pick([...known, ...SPECIAL_NAMES]), value: hostileTree(random) });
}

/** Characters that the copies of an item may have together. */
const MOST_REPEATED = 2_000_000;

function repeatItem(value: Tree, random: SeededRandom): void {
  if (value.kind === "object" && random.below(4) === 0) {
    for (let index = 0; index < 10_000; index++)
      value.members.push({ name: `m${index}`, value: { kind: "raw", text: "0" } });
  }
  if (value.kind !== "list" || value.items.length === 0) return;
  const item = random.pick(value.items);
  const times = random.below(40) === 0 ? 100_000 : random.pick([2, 20, 300]);
  // Long lists of what is itself large are for the bombs. Copies: a list in a list that is repeated later is not repeated in all of them.
  if (times * textOf(item).length > MOST_REPEATED) return;
  for (let index = 0; index < times; index++) value.items.push(copyOf(item));
}

/** A text that is no longer JSON, or another one. */
function changeText(text: string, random: SeededRandom): string {
  const at = random.below(text.length + 1);
  const piece = random.pick(["", ",", "}", "]", '"', "\\", "\0", "\ufeff", "//", "{", "'"]);
  return random.below(2) === 0 ? text.slice(0, at) : text.slice(0, at) + piece + text.slice(at + random.below(3));
}

function treeOf(value: unknown): Tree {
  if (Array.isArray(value)) return { kind: "list", items: value.map(treeOf) };
  if (typeof value === "string") return { kind: "text", text: value };
  if (typeof value !== "object" || value === null) return { kind: "raw", text: JSON.stringify(value) };
  return { kind: "object", members: Object.entries(value).map(([name, inner]) => ({ name, value: treeOf(inner) })) };
}

function copyOf(tree: Tree): Tree {
  if (tree.kind === "list") return { kind: "list", items: tree.items.map(copyOf) };
  if (tree.kind !== "object") return { ...tree };
  return { kind: "object", members: tree.members.map(({ name, value }) => ({ name, value: copyOf(value) })) };
}

function textOf(tree: Tree): string {
  switch (tree.kind) {
    case "raw":
      return tree.text;
    case "text":
      return JSON.stringify(tree.text);
    case "list":
      return `[${tree.items.map(textOf).join(",")}]`;
    case "object":
      return `{${tree.members.map(({ name, value }) => `${JSON.stringify(name)}:${textOf(value)}`).join(",")}}`;
  }
}

/** Places beyond this many are not looked at: repeated items are alike. */
const MOST_PLACES = 5000;

/** All places of a tree in their order; the root itself is none. */
function placesIn(tree: Tree): Place[] {
  const places: Place[] = [];
  const walk = (inner: Tree): void => {
    if (places.length > MOST_PLACES) return;
    if (inner.kind === "list") {
      const { items } = inner;
      for (const [at, item] of items.entries()) {
        places.push({
          get: () => items[at] ?? item,
          set: (value) => void (items[at] = value),
          remove: () => void items.splice(at, 1),
          twice: () => void items.splice(at, 0, copyOf(item)),
        });
        walk(item);
      }
    } else if (inner.kind === "object") {
      const { members } = inner;
      for (const member of members) {
        places.push({
          get: () => member.value,
          set: (value) => void (member.value = value),
          remove: () => void members.splice(members.indexOf(member), 1),
          twice: () => void members.push({ name: member.name, value: copyOf(member.value) }),
        });
        walk(member.value);
      }
    }
  };
  walk(tree);
  return places;
}
