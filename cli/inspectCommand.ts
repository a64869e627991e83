import { type InspectedStore, look } from "../src/door/inspect.ts";
import type { StoreProblem } from "../src/store/validation/problem.ts";
import { inspectReader, sceneText } from "./inspect.ts";
import { print } from "./print.ts";
import { parseWords, UsageError } from "./usage.ts";

const USAGE = `Usage: zarrdrop inspect SOURCE [--json] [--hash] [--order AXES]
  --json        print JSON
  --hash        add the SHA-256 of each scene's pixels (level 0, C order, little-endian)
  --order AXES  order of axes for the hash, such as TCZYX
  --sequence T  the files in and below a folder are one image: a template such as t{t}/img_z{z}.tif, or auto
Exit codes: 0 a file, or a complete store; 3 an incomplete store (a conversion that has not ended); 4 a damaged store.`;

const OPTIONS = {
  json: { type: "boolean" },
  hash: { type: "boolean" },
  order: { type: "string" },
  sequence: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

/** Exit codes of what a store can be. */
const STATE_CODES = { complete: 0, incomplete: 3, damaged: 4 } as const;

/** `inspect SOURCE`: what a file or store holds. The exit code says what state a store is in. */
export async function runInspect(words: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseWords(words, OPTIONS, USAGE);
  if (values.help === true) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  if (positionals.length !== 1) throw new UsageError(USAGE);
  const { sequence } = values;
  const { image, store } = await look(positionals[0]!, { signal, ...(sequence === undefined ? {} : { sequence }) });
  const code = store === null ? 0 : STATE_CODES[store.state];
  if (image === null) {
    print(values.json === true ? jsonText({ scenes: [], store }) : `${storeText(store!)}\n`);
    return code;
  }
  try {
    const { description } = image;
    const scenes = await inspectReader(image, { hash: values.hash === true, order: values.order ?? null, signal });
    if (values.json === true) {
      const { format, formatName, files, attachments, notes, plate } = description;
      const result = {
        format,
        formatName,
        ...(plate === undefined ? {} : { plate }),
        scenes,
        files,
        attachments,
        notes,
      };
      print(jsonText(store === null ? result : { ...result, store }));
    } else {
      const lines = [`${description.name}: ${description.formatName}`];
      for (const scene of scenes) lines.push(`  ${sceneText(scene)}`);
      for (const scene of scenes) if (scene.sha256 !== undefined) lines.push(`  ${scene.sha256}  ${scene.name}`);
      if (store !== null) lines.push(`  ${storeText(store)}`);
      for (const note of description.notes) lines.push(`  ${note}`);
      print(`${lines.join("\n")}\n`);
    }
    return code;
  } finally {
    image.close();
  }
}

function storeText({ state, resumable, restorable, files, bytes, problems }: InspectedStore): string {
  const size = `${files} files, ${(bytes / 2 ** 20).toFixed(1)} MiB`;
  const further = resumable ? "; the same conversion can go on where it stopped" : "";
  const back = restorable ? ", and `restore` gives the store back as it was before" : "";
  return [
    `store: ${state}, ${size}${further}${back}`,
    ...problems.filter(({ severity }) => severity !== "information").map(problemText),
  ].join("\n");
}

function problemText({ severity, where, message }: StoreProblem): string {
  return `    ${severity}: ${where === "" ? "" : `${where}: `}${message}`;
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
