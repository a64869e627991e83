import { basename, dirname, resolve } from "node:path";
import { walkedPath } from "../src/door/node/walkedPath.ts";
import { restore } from "../src/index.ts";
import { ZarrdropError } from "../src/model/errors.ts";
import { print } from "./print.ts";
import { parseWords, UsageError } from "./usage.ts";

const USAGE = `Usage: zarrdrop restore STORE
  Gives a store back as it was before time points were being added to it, when that was stopped. No source is needed.`;

const OPTIONS = { help: { type: "boolean", short: "h" } } as const;

/** `restore STORE`: what to do when an append was stopped and is not to go on. */
export async function runRestore(words: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseWords(words, OPTIONS, USAGE);
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
