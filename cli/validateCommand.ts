import { type StoreValidation, validate } from "../src/index.ts";
import { asZarrdropError } from "../src/model/errors.ts";
import type { ValidationProblem } from "../src/plan/storeValidation.ts";
import { errorText } from "./errorText.ts";
import { print } from "./print.ts";
import { parseWords, UsageError } from "./usage.ts";

const USAGE = `Usage: zarrdrop validate STORE… [--json] [--all-chunks] [--manifest FILE]
Checks OME-Zarr stores (NGFF 0.4 and 0.5): images, labels, plates, wells, series. A STORE is a folder, or a .zip or .ozx file.
  --json           print JSON: an array with a result for each store
  --all-chunks     decode every chunk; otherwise a sample of each level and channel
  --manifest FILE  hold the one STORE against its manifest: every file, every chunk
The codes of what is found are listed in docs/validation.md.
Exit codes: 0 all stores are valid (warnings allowed), 1 one is not or cannot be read, 2 the call is wrong.`;

const OPTIONS = {
  json: { type: "boolean" },
  "all-chunks": { type: "boolean" },
  manifest: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

/** A store that could not be looked at. */
type Unreadable = { store: string; error: { kind: string; message: string } };

/** `validate STORE…`: whether stores are what they have to be, and what is wrong with them. */
export async function runValidate(words: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseWords(words, OPTIONS, USAGE);
  if (values.help === true) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  if (positionals.length === 0) throw new UsageError(USAGE);
  if (values.manifest !== undefined && positionals.length > 1) {
    throw new UsageError("A manifest belongs to one store: name one with --manifest.");
  }
  const { manifest } = values;
  const options = { allChunks: values["all-chunks"] === true, signal, ...(manifest === undefined ? {} : { manifest }) };
  const results: ((StoreValidation & { store: string }) | Unreadable)[] = [];
  let allValid = true;
  for (const store of positionals) {
    try {
      const result = await validate(store, options);
      allValid &&= result.valid;
      results.push({ store, ...result });
      if (values.json !== true) print(`${resultText(store, result)}\n`);
    } catch (thrown) {
      const error = asZarrdropError(thrown);
      if (error.kind === "cancelled") throw error;
      allValid = false;
      results.push({ store, error: { kind: error.kind, message: error.message } });
      print(`${store}: ${errorText(error)}\n`, process.stderr);
    }
  }
  if (values.json === true) print(`${JSON.stringify(results, null, 2)}\n`);
  return allValid ? 0 : 1;
}

function resultText(store: string, result: StoreValidation): string {
  const { valid, state, counts, problems, omitted } = result;
  const lines = [`${store}: ${valid ? "valid" : "not valid"}${state === "complete" ? "" : ` (${STATES[state]})`}`];
  if (result.layout !== null) lines.push(`  ${factsText(result)}`);
  lines.push(...problems.map(problemText));
  for (const [code, more] of Object.entries(omitted)) lines.push(`  … and ${more} more of ${code}`);
  if (problems.length > 0) {
    lines.push(`  ${counted(counts.error, "error")}, ${counted(counts.warning, "warning")}`);
  }
  return lines.join("\n");
}

const STATES = { none: "no store", incomplete: "incomplete", damaged: "damaged", complete: "complete" } as const;

function factsText({ layout, zarrFormat, ngffVersion, images, labels, files, bytes, chunks }: StoreValidation): string {
  const version = ngffVersion === null ? "" : `NGFF ${ngffVersion}, `;
  const inside = [counted(images, "image"), labels === 0 ? "" : counted(labels, "label image")].filter(Boolean);
  const size = `${counted(files, "file")}, ${(bytes / 2 ** 20).toFixed(1)} MiB`;
  const { total, present, decoded } = chunks;
  return `${layout}, ${version}Zarr v${zarrFormat}: ${inside.join(", ")}; ${size}; ${present} of ${total} chunks stored, ${decoded} decoded`;
}

function problemText({ code, severity, where, message, advice }: ValidationProblem): string {
  return [`  ${severity} ${code}${where === "" ? "" : ` at ${where}`}`, `    ${message}`, `    → ${advice}`].join("\n");
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
