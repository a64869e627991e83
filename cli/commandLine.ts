import { asZarrdropError } from "../src/model/errors.ts";
import { VERSION } from "../src/model/version.ts";
import { asSinkError } from "../src/store/sinkErrors.ts";
import { installErrorTransfer } from "../src/protocol/errorTransfer.ts";
import { runConvert } from "./convertCommand.ts";
import { errorText } from "./errorText.ts";
import { runInspect } from "./inspectCommand.ts";
import { Interruption } from "./interruption.ts";
import { allowManyListeners } from "../src/door/node/manyListeners.ts";
import { runPage } from "./pageCommand.ts";
import { runRestore } from "./restoreCommand.ts";
import { print } from "./print.ts";
import { runJob } from "./jobCommand.ts";
import { runServe } from "./serveCommand.ts";
import { UsageError } from "./usage.ts";
import { runValidate } from "./validateCommand.ts";

type Command = {
  run: (words: string[], signal: AbortSignal) => Promise<number>;
  /** What is said when it was stopped. */
  stopped: string;
};

const COMMANDS = new Map(
  Object.entries<Command>({
    convert: {
      run: runConvert,
      stopped: "What was written is kept, marked as unfinished: the same call goes on from there.",
    },
    job: {
      run: runJob,
      stopped: "Units that were not recorded are done again; a commit goes on from where it was.",
    },
    inspect: { run: runInspect, stopped: "Nothing was changed." },
    restore: { run: runRestore, stopped: "The store is still marked as unfinished: the same call goes on from there." },
    validate: { run: runValidate, stopped: "Nothing was changed." },
    page: { run: runPage, stopped: "Nothing was changed." },
    serve: { run: runServe, stopped: "Nothing was changed." },
  }),
);

const USAGE = `Usage: zarrdrop COMMAND … (COMMAND --help says more)
  convert   turn microscopy files into OME-Zarr
  job       do a part of a conversion that many processes share
  inspect   say what a file or a store holds
  validate  check OME-Zarr stores
  restore   take back an addition of time points that was stopped
  serve     serve stores to viewers on this computer
  page      serve the page on this computer`;

/**
 * Exit codes: 0 done, 1 failed (message on standard error), 2 the call is wrong, 130 stopped by the person (Ctrl-C), 143 by a request to end (see `Interruption`).
 */
async function main(words: string[]): Promise<number> {
  const [name, ...rest] = words;
  const command = COMMANDS.get(name ?? "");
  try {
    if (name === "--version") {
      print(`${VERSION}\n`);
      return 0;
    }
    if (name === "--help" || name === "-h") {
      print(`${USAGE}\n`);
      return 0;
    }
    if (command === undefined) throw new UsageError(USAGE);
    const interruption = new Interruption(`Stopped. ${command.stopped}`);
    const code = await command.run(rest, interruption.signal).catch((thrown: unknown) => {
      if (interruption.exitCode === null || asZarrdropError(thrown).kind !== "cancelled") throw thrown;
      return 1;
    });
    if (interruption.exitCode === null || code === 0) return code;
    interruption.say();
    return interruption.exitCode;
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
process.stderr.on("error", () => undefined);
let unwritten: NodeJS.ErrnoException | null = null;
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // A reader that has gone away (`| head`) has all that it wanted.
  if (error.code !== "EPIPE" && error.code !== "ERR_STREAM_DESTROYED") unwritten ??= error;
});
process.exitCode = await main(process.argv.slice(2));
// Pipes take 64 KiB at once: without this a long report would be cut off there.
await Promise.all([written(process.stdout), written(process.stderr)]);
if (unwritten !== null) {
  print(`${errorText(asSinkError(unwritten, null).with({ file: "standard output" }))}\n`, process.stderr);
  process.exitCode ||= 1;
  await written(process.stderr);
}
// Threads that hang must not keep a finished command alive.
process.exit();
