import { asZarrdropError } from "../src/model/errors.ts";
import { installErrorTransfer } from "../src/protocol/errorTransfer.ts";
import { runConvert } from "./convertCommand.ts";
import { errorText } from "./errorText.ts";
import { runInspect } from "./inspectCommand.ts";
import { allowManyListeners } from "./manyListeners.ts";
import { runRestore } from "./restoreCommand.ts";
import { print } from "./print.ts";
import { UsageError } from "./usage.ts";
import { runValidate } from "./validateCommand.ts";

const COMMANDS: Record<string, (words: string[], signal: AbortSignal) => Promise<number>> = {
  convert: runConvert,
  inspect: runInspect,
  restore: (words) => runRestore(words),
  validate: runValidate,
};

/** Exit codes: 0 done, 1 failed (message on standard error), 2 the call is wrong. */
async function main(words: string[]): Promise<number> {
  const [name, ...rest] = words;
  const command = COMMANDS[name ?? ""];
  const controller = new AbortController();
  process.once("SIGINT", () => controller.abort());
  try {
    if (command === undefined) throw new UsageError(`Say one of: ${Object.keys(COMMANDS).join(", ")}.`);
    return await command(rest, controller.signal);
  } catch (thrown) {
    if (thrown instanceof UsageError) {
      print(`${thrown.message}\n`, process.stderr);
      return 2;
    }
    print(`${errorText(asZarrdropError(thrown))}\n`, process.stderr);
    return 1;
  }
}

/** Waits until a pipe has taken what was written to it; a reader that has gone away needs no more. */
function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write("", () => {
      resolve();
    });
  });
}

allowManyListeners();
installErrorTransfer();
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
process.exitCode = await main(process.argv.slice(2));
// Pipes take 64 KiB at once: without this a long report would be cut off there.
await Promise.all([written(process.stdout), written(process.stderr)]);
// Threads that hang must not keep a finished command alive.
process.exit();
