import { axisOfGroup, NAMING_SCHEMES, type NamingScheme } from "./namingSchemes.ts";
import { nameFamilies, type NamePart, namePartsOf, STAND_IN, type Variable, variable } from "./nameParts.ts";
import type { SequenceAxis } from "./sequencePattern.ts";
import { isWell } from "./sequenceWords.ts";

/** Names of one form, taken apart. */
export type ReadNames = {
  names: readonly string[];
  parts: readonly NamePart[];
  /** What is known of the parts because a program names its files so; null for what only counts. */
  known: ReadonlyMap<Variable, SequenceAxis | null>;
};

/** Names of one program: what stands around the rule's place, and what is in it. */
type Found = { name: string; around: string; pieces: Piece[] };
type Piece = { group: string | null; text: string };

/** Families of names of programs that are known, the largest first; of rules that fit as many names the first. */
export function schemeFamilies(names: readonly string[]): ReadNames[] {
  const families = NAMING_SCHEMES.flatMap((scheme) => familiesOf(scheme, names));
  return families.sort((a, b) => b.names.length - a.names.length);
}

function familiesOf(scheme: NamingScheme, names: readonly string[]): ReadNames[] {
  const forms = new Map<string, Found[]>();
  for (const name of names) {
    const found = find(scheme, name);
    if (found === null) continue;
    const form = found.pieces.map(({ group, text }) => (group === null ? text : `\0${group}`)).join("");
    const known = forms.get(form);
    if (known === undefined) forms.set(form, [found]);
    else known.push(found);
  }
  return [...forms.values()].flatMap((all) => familiesAround(all));
}

function find({ name: rule }: NamingScheme, name: string): Found | null {
  const match = rule.exec(name);
  if (match === null) return null;
  const groups = Object.entries(match.indices!.groups ?? {}).filter(([, range]) => range !== undefined);
  groups.sort(([, a], [, b]) => a[0] - b[0]);
  const pieces: Piece[] = [];
  let at = match.index;
  for (const [group, [from, to]] of groups) {
    if (from > at) pieces.push({ group: null, text: name.slice(at, from) });
    pieces.push({ group, text: name.slice(from, to) });
    at = to;
  }
  const end = match.index + match[0].length;
  if (end > at) pieces.push({ group: null, text: name.slice(at, end) });
  return { name, around: `${name.slice(0, match.index)}${STAND_IN}${name.slice(end)}`, pieces };
}

/** What stands around may be of several forms, too. */
function familiesAround(all: readonly Found[]): ReadNames[] {
  // Names are different, what stands around them may not be: a number of each keeps them apart.
  const byAround = new Map<string, Found[]>();
  for (const found of all) {
    const same = byAround.get(found.around);
    if (same === undefined) byAround.set(found.around, [found]);
    else same.push(found);
  }
  return nameFamilies([...byAround.keys()]).map((family) => {
    const members = family.names.map((around, index) => ({
      found: byAround.get(around)!,
      pieces: family.pieces[index]!,
    }));
    const each = members.flatMap(({ found, pieces }) => found.map((one) => ({ one, pieces })));
    const outer = namePartsOf({ names: each.map(({ one }) => one.name), pieces: each.map(({ pieces }) => pieces) });
    const known = new Map<Variable, SequenceAxis | null>();
    const inner = innerParts(
      each.map(({ one }) => one),
      known,
    );
    return { names: each.map(({ one }) => one.name), parts: putInto(outer, inner), known };
  });
}

function innerParts(found: readonly Found[], known: Map<Variable, SequenceAxis | null>): NamePart[] {
  return found[0]!.pieces.flatMap(({ group, text }, index): NamePart[] => {
    if (group === null) return [{ kind: "constant", text }];
    const values = found.map(({ pieces }) => pieces[index]!.text);
    const axis = axisOfGroup(group);
    return splitWell(values).map((part): NamePart => {
      const [first] = part;
      if (part.every((value) => value === first)) {
        return { kind: "constant", text: first!, isChannel: axis === "c" && /\p{L}/u.test(first!) };
      }
      const differing = variable(part.every((value) => /^\d+$/.test(value)) ? "number" : "text", part, false);
      known.set(differing, axis);
      return differing;
    });
  });
}

/** Wells of one row: the row's letter stands in all names. */
function splitWell(values: readonly string[]): (readonly string[])[] {
  const isRow = values.every((value) => isWell(value) && value[0] === values[0]![0]);
  return isRow ? [values.map((value) => value[0]!), values.map((value) => value.slice(1))] : [values];
}

function putInto(outer: readonly NamePart[], inner: readonly NamePart[]): NamePart[] {
  return outer
    .flatMap((part): NamePart[] => {
      if (part.kind !== "constant" || !part.text.includes(STAND_IN)) return [part];
      const [before, behind] = part.text.split(STAND_IN) as [string, string];
      return [{ kind: "constant", text: before }, ...inner, { kind: "constant", text: behind }];
    })
    .filter((part) => part.kind !== "constant" || part.text !== "");
}
