import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSync } from "vite";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const FOLDERS = ["src", "workers", "cli", "scripts", "testing", "fixtures", "e2e", "bench"];

/** Sources that others import: no tests, no declarations. */
const SOURCE = /(?<!\.test|\.e2e|\.bench|\.d)\.(?:ts|tsx|mjs)$/;

/** Names that a file exports without a docblock in front of their declaration. What it only passes on has its docblock where it comes from. */
function undocumented(path: string, text: string): string[] {
  const { program, comments, errors } = parseSync(path, text);
  expect(errors, path).toEqual([]);
  const docblocks = comments.filter(({ type, value }) => type === "Block" && value.startsWith("*"));
  const isDocumented = ({ start }: { start: number }): boolean =>
    // Between them there may be words for a tool.
    docblocks.some(({ end }) => end <= start && /^\s*(?:\/\/.*\s*)*$/.test(text.slice(end, start)));

  const statements = new Map(
    program.body.flatMap((statement) => namesOf(statement).map((name) => [name, statement] as const)),
  );
  return program.body.flatMap((statement) => {
    if (statement.type === "ExportDefaultDeclaration") return isDocumented(statement) ? [] : ["default"];
    if (statement.type !== "ExportNamedDeclaration" || statement.source !== null) return [];
    if (statement.declaration !== null) return isDocumented(statement) ? [] : namesOf(statement);
    return statement.specifiers.flatMap(({ local }) => {
      const name = local.type === "Literal" ? local.value : local.name;
      const declared = statements.get(name);
      // What was imported is passed on.
      return declared === undefined || isDocumented(declared) ? [] : [name];
    });
  });
}

type Statement = ReturnType<typeof parseSync>["program"]["body"][number];

/** Names that a statement of a module declares. */
function namesOf(statement: Statement): string[] {
  const declaration = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
  switch (declaration?.type) {
    case "VariableDeclaration":
      return declaration.declarations.flatMap(({ id }) => (id.type === "Identifier" ? [id.name] : []));
    case "FunctionDeclaration":
    case "ClassDeclaration":
    case "TSTypeAliasDeclaration":
    case "TSInterfaceDeclaration":
    case "TSEnumDeclaration":
      return declaration.id === null ? [] : [declaration.id.name];
    default:
      return [];
  }
}

describe("docblocks", () => {
  it("stand in front of everything that a file exports", () => {
    const files = FOLDERS.flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && SOURCE.test(entry.name) && !entry.parentPath.includes("node_modules"))
        .map((entry) => join(entry.parentPath, entry.name)),
    );
    expect(files.length).toBeGreaterThan(500);
    const missing = files.flatMap((file) => {
      const path = relative(root, file);
      return undocumented(path, readFileSync(file, "utf8")).map((name) => `${path}: ${name}`);
    });
    expect(missing).toEqual([]);
  });

  it.each([
    ["export const a = 1;", ["a"]],
    ["/* no docblock */\nexport const a = 1;", ["a"]],
    ["/** Of one. */\nexport const a = 1;\nexport const b = 2;", ["b"]],
    [
      "/** One. */\nexport type A = 1;\n/** Two. */\nexport interface B {}\nexport class C {}\nexport function d() {}",
      ["C", "d"],
    ],
    ["/** One. */\n// oxlint-disable-next-line\nexport function a() {}", []],
    ["/** One. */\nfunction a() {}\nfunction b() {}\nexport { a, b };", ["b"]],
    ["import { a } from './a.ts';\nexport { a };\nexport * from './b.ts';\nexport { c } from './c.ts';", []],
    ["export default {};", ["default"]],
  ])("are looked for: %j", (text, missing) => {
    expect(undocumented("sample.ts", text)).toEqual(missing);
  });
});
