import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { apiMarkdown } from "./docs/apiMarkdown.ts";
import { parametersMarkdown } from "./docs/parametersMarkdown.ts";
import { deployMarkdown } from "./deployMarkdown.ts";
import { SECURITY_HEADERS } from "./securityHeaders.ts";
import { problemsMarkdown } from "./docs/problemsMarkdown.ts";

it("docs/parameters.md says what the parameters are (npx vitest run scripts -u writes it anew)", async () => {
  await expect(parametersMarkdown()).toMatchFileSnapshot("../docs/parameters.md");
});

it("docs/api.md says what the package's names are (npx vitest run scripts -u writes it anew)", async () => {
  await expect(apiMarkdown()).toMatchFileSnapshot("../docs/api.md");
});

it("docs/validation.md lists all codes of problems (npx vitest run scripts -u writes it anew)", async () => {
  await expect(problemsMarkdown()).toMatchFileSnapshot("../docs/validation.md");
});

it("docs/deploy.md says what the security headers are (npx vitest run scripts -u writes it anew)", async () => {
  await expect(deployMarkdown(SECURITY_HEADERS)).toMatchFileSnapshot("../docs/deploy.md");
});

it("the headers fit into the lines that Cloudflare Pages reads", () => {
  const lengths = Object.entries(SECURITY_HEADERS).map(([name, value]) => `  ${name}: ${value}`.length);
  expect(Math.max(...lengths)).toBeLessThan(2000);
});

const root = fileURLToPath(new URL("..", import.meta.url));

/** True when a path of the table, whose last part may hold a star, names at least one file or folder below the project or `src`. */
function isThere(path: string): boolean {
  const [before, after] = path.split("*") as [string, string | undefined];
  return ["", "src"].some((below) => {
    if (after === undefined) return existsSync(join(root, below, path));
    const folder = join(root, below, dirname(`${before}x`));
    return existsSync(folder) && readdirSync(folder).some((name) => name.endsWith(after));
  });
}

it("the tests that SECURITY.md names for its promises are there", () => {
  const table = readFileSync(join(root, "SECURITY.md"), "utf8").split("## Which test holds which promise")[1]!;
  const rows = table.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| promise"));
  const named = rows.flatMap((row) => [...row.split("|")[2]!.matchAll(/`([^` ]+)`/g)].map(([, path]) => path!));
  expect(rows.length).toBeGreaterThan(15);
  expect(named.filter((path) => !isThere(path))).toEqual([]);
});

it("no document holds two versions of a passage side by side", () => {
  const folders = ["", "docs", "interop", "wasm"];
  const documents = folders.flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith(".md"))
      .map((name) => join(folder, name)),
  );
  expect(documents).toContain("ARCHITECTURE.md");
  expect(documents.filter((path) => /^(?:<{7}|>{7}) /m.test(readFileSync(join(root, path), "utf8")))).toEqual([]);
});
