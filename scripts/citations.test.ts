import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const RULES = "docs/reference.md";

/** What others wrote, what was built, and this file, which has the names that it looks for. */
const LEFT_OUT =
  /(?:^|\/)(?:node_modules|dist|test-results|__pycache__|licences|\.git|\.venv[^/]*)$|^scripts\/citations\.test\.ts$/;
const TEXT = /\.(?:tsx?|mjs|py|c|h|css|html|md|ya?ml)$/;

const texts = new Map(filesBelow(root).map((path) => [path, readFileSync(join(root, path), "utf8")]));
const sections = [...texts.get(RULES)!.matchAll(/^### (R\d+\.\d+) \S/gm)].map(([, number]) => number!);

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = relative(root, join(folder, entry.name)).replaceAll("\\", "/");
    if (LEFT_OUT.test(path)) return [];
    if (entry.isDirectory()) return filesBelow(join(folder, entry.name));
    return entry.isFile() && TEXT.test(path) ? [path] : [];
  });
}

/** Every match of a pattern with the file that it is in: `src/plan/layout/axes.ts: R2.1`. Global patterns only. */
function mentions(pattern: RegExp, paths: Iterable<string> = texts.keys()): { path: string; text: string }[] {
  return [...paths].flatMap((path) => [...texts.get(path)!.matchAll(pattern)].map(([text]) => ({ path, text })));
}

it("the sections of docs/reference.md have numbers of their own, in order", () => {
  const keys = sections.map((number) => number.slice(1).split(".").map(Number));
  const sorted = keys.toSorted(([a = 0, b = 0], [c = 0, d = 0]) => a - c || b - d);
  expect(keys).toEqual(sorted);
  expect(new Set(sections).size).toBe(sections.length);
  expect(sections.length).toBeGreaterThan(40);
});

it("every rule that a file cites is there", () => {
  const missing = mentions(/\bR\d+\.\d+\b/g).filter(({ text }) => !sections.includes(text));
  expect(missing).toEqual([]);
});

it("every rule is cited by the code or its tests", () => {
  const code = [...texts.keys()].filter((path) => !path.endsWith(".md"));
  const cited = new Set(mentions(/\bR\d+\.\d+\b/g, code).map(({ text }) => text));
  expect(sections.filter((number) => !cited.has(number))).toEqual([]);
});

it("no file cites what the project was planned with: its rules are in docs/reference.md", () => {
  expect(mentions(/\b(?:PARITY|DESIGN|PERFORMANCE|EXPERIENCE|TESTING)\b/g)).toEqual([]);
});

it("every document that a file names is there", () => {
  const isThere = (path: string): boolean => !path.startsWith("..") && existsSync(join(root, path));
  const missing = mentions(/(?<![\w./-])[\w./-]+\.md\b/g).filter(
    ({ path, text }) => !["", dirname(path), "docs"].some((folder) => isThere(join(folder, text))),
  );
  expect(missing).toEqual([]);
});
