import type { FormatModule } from "../../src/formats/reader.ts";
import { fuzzReader } from "../contract/fuzzReader.ts";
import { rawFixtures } from "./rawFixtures.ts";

/**
 * Feeds a format mutants of some of its fixtures. `main`: the file that is opened, where it is not the one that is damaged. `isBeside`: whether
 * another fixture lies in the folder with the damaged one; a format that looks into all files of a folder is given those that matter.
 */
export function fuzzRawFixtures(
  format: string,
  {
    open,
    names,
    main,
    isBeside = () => true,
    seed,
  }: {
    open: FormatModule["open"];
    names: readonly string[];
    main?: Record<string, string>;
    isBeside?: (other: string, damaged: string) => boolean;
    seed: number;
  },
): void {
  const files = rawFixtures(format);
  const { signal } = new AbortController();
  for (const [index, name] of names.entries()) {
    const { [name]: bytes, ...others } = files;
    const companions = Object.fromEntries(Object.entries(others).filter(([other]) => isBeside(other, name)));
    const path = main?.[name] ?? name;
    fuzzReader({
      name: `${format}, ${name}`,
      bytes: bytes!,
      file: name,
      companions,
      open: async ({ directory }) => open({ directory, path, source: await directory.open(path), signal }),
      seed: seed + index,
    });
  }
}
