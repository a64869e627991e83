import { parseArgs, type ParseArgsConfig } from "node:util";

/** The call itself is wrong: exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

type OptionsOfCommand = NonNullable<ParseArgsConfig["options"]>;

/** The words of a call, by the options that its command has; `usage` is said beside what is wrong with them. */
export function parseWords<Options extends OptionsOfCommand>(
  words: string[],
  options: Options,
  usage: string,
): ReturnType<typeof parseArgs<{ args: string[]; allowPositionals: true; options: Options }>> {
  try {
    return parseArgs({ args: words, allowPositionals: true, options });
  } catch (thrown) {
    throw new UsageError(`${thrown instanceof Error ? thrown.message : String(thrown)}\n${usage}`);
  }
}
