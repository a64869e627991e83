import { getHeapStatistics } from "node:v8";
import { asZarrdropError, type ErrorKind, ZarrdropError } from "../../src/model/errors.ts";

/** Most processor time that a case may take, in milliseconds, and the most memory that it may ask for, in bytes (R12.3). */
const LONGEST = 2000;
const MOST_MEMORY = 256 * 2 ** 20;

/** Kinds that say nothing of the input: our own defect, an allocation that nothing should have let come that far, a stop that nobody asked for. */
const NOT_OF_THE_INPUT: ReadonlySet<ErrorKind> = new Set(["internal", "memory", "cancelled", "worker-lost"]);

/**
 * Runs one case of hostile input. It must end in time and with little memory, in a result or in a tagged error about the input, with a
 * sentence for people, and leave what all objects share as it was. Says how it ended; throws, naming the case, where it did not end well.
 *
 * Asking for the processor's time and the collector's figures takes longer than most cases do, and so does writing down the stack of each
 * error: a case is measured by the clock first, without stacks, and once more with all care where that is not enough to let it pass.
 */
export async function endsWell(label: string, run: () => unknown): Promise<ErrorKind | "result"> {
  const traced = Error.stackTraceLimit;
  try {
    Error.stackTraceLimit = 0;
    return await quickly(label, run);
  } catch (failure) {
    Error.stackTraceLimit = traced;
    await carefully(label, run);
    // What the clock or the collector said of the first time was of something else that went on; all else stands.
    if (failure instanceof Unclear) return failure.ending;
    throw failure;
  } finally {
    Error.stackTraceLimit = traced;
  }
}

/** A case that ended as it should, but took longer or more than can be let pass unseen. */
class Unclear extends Error {
  readonly ending: ErrorKind | "result";

  constructor(ending: ErrorKind | "result") {
    super("unclear");
    this.ending = ending;
  }
}

/** By the clock, which counts whatever else the machine does, too, and all memory, garbage and what lies outside of the heap. */
async function quickly(label: string, run: () => unknown): Promise<ErrorKind | "result"> {
  const before = getHeapStatistics();
  const start = performance.now();
  const ending = await endingOf(label, run);
  if (performance.now() - start > LONGEST) throw new Unclear(ending);
  const after = getHeapStatistics();
  const grown = after.used_heap_size + after.external_memory - before.used_heap_size - before.external_memory;
  if (grown > MOST_MEMORY) throw new Unclear(ending);
  if (sharedMembers() !== MEMBERS) throw new Error(`${label}: changed what all objects share`);
  return ending;
}

async function carefully(label: string, run: () => unknown): Promise<void> {
  const memoryBefore = memoryNow();
  const start = process.cpuUsage();
  await endingOf(label, run);
  const { user, system } = process.cpuUsage(start);
  const milliseconds = (user + system) / 1000;
  if (milliseconds > LONGEST) throw new Error(`${label}: took ${Math.round(milliseconds)} ms`);
  // Garbage counts: what a case asked for is what matters. A collection in between only makes the sum smaller.
  const memory = memoryNow() - memoryBefore;
  if (memory > MOST_MEMORY) throw new Error(`${label}: asked for ${Math.round(memory / 2 ** 20)} MiB`);
}

async function endingOf(label: string, run: () => unknown): Promise<ErrorKind | "result"> {
  try {
    await run();
    return "result";
  } catch (thrown) {
    // A check that failed is no ending of the case.
    if (thrown instanceof Error && thrown.name === "AssertionError") {
      throw new Error(`${label}: ${thrown.message}`, { cause: thrown });
    }
    const error = asZarrdropError(thrown);
    if (NOT_OF_THE_INPUT.has(error.kind) || !(thrown instanceof ZarrdropError)) {
      throw new Error(`${label}: ${error.kind}: ${error.message} ${error.details.technical ?? ""}`, { cause: thrown });
    }
    if (!isSentence(error.message))
      throw new Error(`${label}: says ${JSON.stringify(error.message.slice(0, 200))}`, { cause: thrown });
    return error.kind;
  }
}

/** Longest sentence about an error; names from files are cut before they get into one. */
const LONGEST_SENTENCE = 2000;

function isSentence(message: string): boolean {
  return message.trim() !== "" && message.length <= LONGEST_SENTENCE;
}

function memoryNow(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Members of the prototypes that any input could reach by a name such as "__proto__" or "constructor". */
function sharedMembers(): number {
  let count = 0;
  for (const shared of [Object, Object.prototype, Array.prototype, String.prototype, Function.prototype]) {
    count += Reflect.ownKeys(shared).length;
  }
  return count;
}
const MEMBERS = sharedMembers();
