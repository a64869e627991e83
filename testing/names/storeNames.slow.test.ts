import { expect, test } from "vitest";
import { baseOfFileName, distinctStoreNames, legalBaseName } from "../../src/plan/layout/storeNames.ts";
import { isPartialName } from "../../src/store/partialName.ts";
import { lockTokens } from "../../src/store/place/lockFiles.ts";
import { leftoversOf } from "../../src/store/replacement/replacementNames.ts";
import { SeededRandom } from "../contract/random.ts";
import { countRuns, runsFor, seedFor } from "../figures.mjs";
import { hostileList } from "./hostileNames.ts";

/** Half of the lists; the others are of the files of sequences. */
const RUNS = Math.ceil(runsFor("names") / 2);
const BATCH = 200;

/** What a name must not have on Windows ("Naming Files, Paths, and Namespaces"), or in a page's file system. */
// oxlint-disable-next-line no-control-regex -- control characters are what this is about.
const FORBIDDEN = /[<>:"/\\|?*\u0000-\u001f\u007f]/;
const DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)/i;

/** How file systems that mind neither case nor composition compare names, in their several ways. */
const KEYS: readonly ((name: string) => string)[] = [
  (name) => name.toLowerCase(),
  (name) => name.toUpperCase(),
  (name) => name.normalize("NFD").toLowerCase().normalize("NFD"),
  (name) => name.normalize("NFC").toUpperCase().normalize("NFC"),
  // Windows folds each unit by itself, and only to one other.
  (name) =>
    [...name].map((letter) => (letter.toUpperCase().length === letter.length ? letter.toUpperCase() : letter)).join(""),
];

test(
  "names of stores are legal everywhere, distinct, stable and none of ours",
  { timeout: 24 * 3_600_000 },
  async ({ task }) => {
    const seed = seedFor(2406);
    for (let index = 0; index < RUNS; index++) {
      const random = new SeededRandom(Math.imul(seed, 0x9e3779b1) ^ index);
      const list = hostileList(random);
      const bases = list.map((name) => legalBaseName(random.below(2) === 0 ? name : baseOfFileName(name)));
      const taken = random.below(3) === 0 ? distinctStoreNames(hostileList(random).map(legalBaseName)) : [];
      const names = distinctStoreNames(bases, taken);
      const label = `list ${index} (seed ${seed}): ${JSON.stringify(list).slice(0, 500)}`;
      expect(names, label).toHaveLength(list.length);
      expect(distinctStoreNames(bases, taken), label).toEqual(names);
      // What comes later changes nothing of what is named before.
      expect(distinctStoreNames(bases.slice(0, -1), taken), label).toEqual(names.slice(0, -1));
      for (const key of KEYS) expect(sameNames([...taken, ...names], key), label).toEqual([]);
      for (const name of names) expectLegal(name, label);
      if (index % BATCH === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    countRuns(task, "names", RUNS, "images and scenes");
  },
);

/** Names that are the same to a file system, in pairs. */
function sameNames(names: readonly string[], key: (name: string) => string): [string, string][] {
  const known = new Map<string, string>();
  const same: [string, string][] = [];
  for (const name of names) {
    const other = known.get(key(name));
    if (other !== undefined) same.push([other, name]);
    known.set(key(name), name);
  }
  return same;
}

function expectLegal(name: string, label: string): void {
  const problems = [
    FORBIDDEN.test(name) && "a forbidden character",
    DEVICE.test(name) && "a device",
    /\p{Cs}/u.test(name) && "half a pair",
    name !== name.normalize("NFC") && "not composed",
    /^[\s.~]|[\s.]$|[\s.]\.ome\.zarr$/u.test(name) && "outer dots or spaces",
    !name.endsWith(".ome.zarr") && "another ending",
    Buffer.byteLength(name) > 140 && "too long",
    (isPartialName(name) || lockTokens([name]).length > 0 || name.startsWith(".zarrdrop")) && "a name of ours",
    leftoversOf([name], "a.ome.zarr").length > 0 && "a replacement of ours",
  ].filter((problem) => problem !== false);
  expect(problems, `${label}: ${JSON.stringify(name)}`).toEqual([]);
}
