import { basename, dirname, resolve } from "node:path";
import { parseArgs } from "node:util";
import { walkedPath } from "../src/door/node/walkedPath.ts";
import { restore } from "../src/index.ts";
import { ZarrdropError } from "../src/model/errors.ts";
import { print } from "./print.ts";
import { UsageError } from "./usage.ts";

const USAGE = `Usage: zarrdrop restore STORE
  Gives a store back as it was before time points were being added to it, when that was stopped. No source is needed.`;

/** `restore STORE`: what to do when an append was stopped and is not to go on. */
export async function runRestore(words: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseRestore(words);
  if (values.help === true) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const [store] = positionals;
  if (store === undefined || positionals.length !== 1) throw new UsageError(USAGE);
  const folder = resolve(await walkedPath(store));
  const onWait = (text: string): void => print(`${text}\n`, process.stderr);
  const state = await restore(dirname(folder), basename(folder), { signal, onWait });
  if (state === "nothing") {
    throw new ZarrdropError("setting", "There is nothing to put back: no adding of time points was stopped here.", {
      safe: "Nothing was changed.",
    });
  }
  process.stdout.write(
    state === "finished"
      ? `${store}: all time points had been added before it was stopped. They stay, and the store is complete.\n`
      : `${store}: as it was before time points were being added.\n`,
  );
  return 0;
}

function parseRestore(words: string[]) {
  try {
    return parseArgs({ args: words, allowPositionals: true, options: { help: { type: "boolean", short: "h" } } });
  } catch (thrown) {
    throw new UsageError(`${thrown instanceof Error ? thrown.message : String(thrown)}\n${USAGE}`);
  }
}
