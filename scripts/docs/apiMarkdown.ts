import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseSync } from "vite";

type Program = ReturnType<typeof parseSync>["program"];
type Statement = Program["body"][number];
type Source = { text: string; program: Program; comments: ReturnType<typeof parseSync>["comments"] };

/** The text of `docs/api.md`: every name of `src/index.ts`, with the docblock and the declaration of where it comes from. */
export function apiMarkdown(): string {
  const door = new URL("../../src/index.ts", import.meta.url);
  const exported = parsed(door).program.body.flatMap((statement) => {
    if (statement.type !== "ExportNamedDeclaration" || statement.source === null) return [];
    const source = parsed(new URL(statement.source.value, door));
    return statement.specifiers.map(({ local }) => ({
      name: local.type === "Literal" ? local.value : local.name,
      isType: statement.exportKind === "type",
      source,
    }));
  });
  const names = new Set(exported.map(({ name }) => name));
  const sections = (wanted: boolean): string[] =>
    exported.filter(({ isType }) => isType === wanted).map(({ name, source }) => section(name, source, names));
  return `${[
    "# The engine's names",
    "This page is made from the code (`src/index.ts`); a test holds one against the other. What the package is for and how it is used: [engine.md](engine.md).",
    ...sections(false),
    "## Types",
    ...sections(true),
  ].join("\n\n")}\n`;
}

function parsed(url: URL): Source {
  const text = readFileSync(url, "utf8");
  const { program, comments } = parseSync(fileURLToPath(url), text);
  return { text, program, comments };
}

function section(name: string, source: Source, exported: ReadonlySet<string>): string {
  const statement = source.program.body.find((each) => nameOf(each) === name);
  if (statement === undefined) throw new Error(`${name} is not declared where it comes from.`);
  const declaration = declarationOf(statement, source);
  return [
    `### \`${name}\``,
    wordsBefore(statement.start, source),
    code(declaration),
    ...typesBeside(declaration, source, exported).map(code),
  ].join("\n\n");
}

/** Declarations beside one, of what it names and what has no section of its own. */
function typesBeside(text: string, source: Source, exported: ReadonlySet<string>): string[] {
  return source.program.body.flatMap((each) => {
    const name = nameOf(each);
    if (name === null || exported.has(name) || !new RegExp(`\\b${name}\\b`).test(text)) return [];
    return [[...linesBefore(each.start, source), declarationOf(each, source)].join("\n")];
  });
}

/** The docblock that ends before a place, as it stands there. */
function linesBefore(place: number, source: Source): string[] {
  const docblock = docblockBefore(place, source);
  if (docblock === null) return [];
  const { start, end } = docblock;
  return [source.text.slice(source.text.lastIndexOf("\n", start) + 1, end)];
}

function nameOf(statement: Statement): string | null {
  if (statement.type !== "ExportNamedDeclaration" || statement.declaration === null) return null;
  const { declaration } = statement;
  return "id" in declaration && declaration.id?.type === "Identifier" ? declaration.id.name : null;
}

/** The docblock that ends before a place, as Markdown. */
function wordsBefore(place: number, source: Source): string {
  const docblock = docblockBefore(place, source);
  if (docblock === null) throw new Error("A docblock is missing.");
  return docblock.value
    .split("\n")
    .map((line) => line.replace(/^\s*\*+ ?/, "").trimEnd())
    .join("\n")
    .trim()
    .replaceAll(/^@param (\S+) /gm, "- `$1`: ")
    .replaceAll(/^@throws \{ZarrdropError\} /gm, "\nFails with a `ZarrdropError`: ")
    .replaceAll(/\n{3,}/g, "\n\n");
}

function docblockBefore(place: number, { comments, text }: Source): Source["comments"][number] | null {
  const docblock = comments.findLast(({ end, value }) => end <= place && value.startsWith("*"));
  return docblock === undefined || text.slice(docblock.end, place).trim() !== "" ? null : docblock;
}

/** What a caller sees of it: a function without its body, a class with its public members only. */
function declarationOf(statement: Statement, source: Source): string {
  const { text } = source;
  const declaration = statement.type === "ExportNamedDeclaration" ? statement.declaration : null;
  if (declaration?.type === "FunctionDeclaration") return upTo(text, declaration.start, declaration.body?.start);
  if (declaration?.type !== "ClassDeclaration") return text.slice(declaration?.start, declaration?.end);
  const members = declaration.body.body.flatMap((member) => {
    if (!("key" in member) || member.key.type === "PrivateIdentifier") return [];
    const value = member.type === "MethodDefinition" ? member.value.body : "value" in member ? member.value : null;
    const declared = upTo(text, member.start, value?.start ?? member.end).replace(/(?: =|;)$/, "");
    return [...linesBefore(member.start, source), `  ${declared};`];
  });
  return [`${upTo(text, declaration.start, declaration.body.start)} {`, ...members, "}"].join("\n");
}

function upTo(text: string, start: number, end: number | undefined): string {
  return text.slice(start, end).trimEnd();
}

function code(text: string): string {
  return `\`\`\`ts\n${text}\n\`\`\``;
}
