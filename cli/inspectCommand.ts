import { parseArgs } from "node:util";
import { openImage } from "../src/formats/registry.ts";
import { inspectReader, sceneText } from "./inspect.ts";
import { nodeSource } from "./nodeSource.ts";
import { UsageError } from "./usage.ts";

const USAGE = `Usage: npm run --silent inspect -- SOURCE [--json] [--hash] [--order AXES]
  --json        print JSON
  --hash        add the SHA-256 of each scene's pixels (level 0, C order, little-endian)
  --order AXES  order of axes for the hash, such as TCZYX`;

/** `inspect SOURCE`: what a file or store holds. */
export async function runInspect(words: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseInspect(words);
  if (values.help === true) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  if (positionals.length !== 1) throw new UsageError(USAGE);
  const reader = await openImage(await nodeSource(positionals[0]!), signal);
  try {
    const { description } = reader;
    const scenes = await inspectReader(reader, { hash: values.hash === true, order: values.order ?? null, signal });
    if (values.json === true) {
      const { format, formatName, files, attachments, notes } = description;
      process.stdout.write(`${JSON.stringify({ format, formatName, scenes, files, attachments, notes }, null, 2)}\n`);
    } else {
      const lines = [`${description.name}: ${description.formatName}`];
      for (const scene of scenes) lines.push(`  ${sceneText(scene)}`);
      for (const scene of scenes) if (scene.sha256 !== undefined) lines.push(`  ${scene.sha256}  ${scene.name}`);
      for (const note of description.notes) lines.push(`  ${note}`);
      process.stdout.write(`${lines.join("\n")}\n`);
    }
    return 0;
  } finally {
    reader.close();
  }
}

function parseInspect(words: string[]) {
  try {
    return parseArgs({
      args: words,
      allowPositionals: true,
      options: {
        json: { type: "boolean" },
        hash: { type: "boolean" },
        order: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (thrown) {
    throw new UsageError(`${thrown instanceof Error ? thrown.message : String(thrown)}\n${USAGE}`);
  }
}
