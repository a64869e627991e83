/** A value as Python source; what is no plain JSON is an expression of its own. */
export type PythonValue =
  | null
  | boolean
  | number
  | string
  | PythonValue[]
  | { [key: string]: PythonValue }
  | Expression;

/** Python source that stands for itself. */
export type Expression = { expression: string };

/** Python source of a value: a dict of options over several lines, everything else in one. */
export function pythonText(value: PythonValue, indent: string): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return String(value);
  // JSON's escapes are Python's too.
  if (typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((entry) => pythonText(entry, "")).join(", ")}]`;
  if (isExpression(value)) return value.expression;
  const entries = Object.entries(value).map(([key, entry]) => `${JSON.stringify(key)}: ${pythonText(entry, "")}`);
  if (indent === "") return `{${entries.join(", ")}}`;
  return `{\n${entries.map((entry) => `${indent}    ${entry},\n`).join("")}${indent}}`;
}

function isExpression(value: object): value is Expression {
  return "expression" in value && Object.keys(value).length === 1;
}

/** Names come from files: nothing in them may end the text that they stand in. */
export function pythonLine(text: string): string {
  return text.replaceAll(/[\\"\p{Cc}]/gu, "_");
}
