import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What .gitignore names, and git's own. */
const NOT_OURS = /^(?:node_modules|dist|test-results|__pycache__|\.git|\.venv.*)$/;

/** Paths of all files of the project, with `/` between. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !NOT_OURS.test(entry.name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(path) : [relative(root, path).replaceAll("\\", "/")];
    });
}

const files = filesBelow(root);

/** Endings that .gitattributes calls binary. */
const BINARY = new Set(
  [...readFileSync(join(root, ".gitattributes"), "utf8").matchAll(/^\*\.(\w+) binary$/gm)].map(([, ending]) => ending),
);

/** As git decides: a zero among the first 8,000 bytes. */
function isBinary(content: Uint8Array): boolean {
  return content.subarray(0, 8000).includes(0);
}

describe("the files of the project", () => {
  it("have names that Windows takes", () => {
    expect(files.length).toBeGreaterThan(1000);
    const refused = files.filter((path) =>
      path
        .split("/")
        // Characters, endings, and names of devices (learn.microsoft.com: Naming Files, Paths, and Namespaces).
        .some(
          (name) => /[<>:"|?*\\]|[^ -~]|[. ]$/.test(name) || /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(name),
        ),
    );
    expect(refused).toEqual([]);
  });

  it("have names that differ in more than capitals", () => {
    expect(new Set(files.map((path) => path.toLowerCase())).size).toBe(files.length);
  });

  it("have paths that leave room for the folder of a checkout: Windows stops at 260", () => {
    expect(files.filter((path) => path.length > 120)).toEqual([]);
  });

  it("end their lines alike, unless .gitattributes calls them binary", () => {
    const unmarked: string[] = [];
    const returns: string[] = [];
    for (const path of files) {
      if (BINARY.has(path.replace(/.*\./, ""))) continue;
      const content = readFileSync(join(root, path));
      if (isBinary(content)) unmarked.push(path);
      else if (content.includes("\r\n")) returns.push(path);
    }
    expect(unmarked).toEqual([]);
    expect(returns).toEqual([]);
  });
});
