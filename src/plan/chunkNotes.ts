/** Numbers of chunks of a level (C order) as runs: first, count, first, count. Small where chunks follow each other. */
export type ChunkRuns = number[];

/** What became of chunks of a level. */
export type LevelChunks = {
  level: number;
  written: ChunkRuns;
  /** Read back from the store, and equal to what was written. */
  checked: ChunkRuns;
};

/** The same of an output, by its index in the plan. */
export type OutputChunks = { output: number; levels: LevelChunks[] };

/** Adds chunks to runs: what follows the last ones makes them longer. */
export function addRun(runs: ChunkRuns, first: number, count: number): void {
  const [last, length] = [runs.at(-2) ?? Number.NaN, runs.at(-1) ?? 0];
  if (first === last + length) runs[runs.length - 1] = length + count;
  else runs.push(first, count);
}

/** Gathers what became of chunks until it is told. */
export class ChunkNotes {
  #outputs: OutputChunks[] = [];

  note(output: number, level: number, what: "written" | "checked", chunk: number): void {
    addRun(this.#of(output, level)[what], chunk, 1);
  }

  /** Takes what others gathered. */
  add(told: readonly OutputChunks[]): void {
    for (const { output, levels } of told) {
      for (const { level, written, checked } of levels) {
        const known = this.#of(output, level);
        for (let at = 0; at < written.length; at += 2) addRun(known.written, written[at]!, written[at + 1]!);
        for (let at = 0; at < checked.length; at += 2) addRun(known.checked, checked[at]!, checked[at + 1]!);
      }
    }
  }

  /** What was gathered since the last call. */
  take(): OutputChunks[] {
    const taken = this.#outputs;
    this.#outputs = [];
    return taken;
  }

  #of(output: number, level: number): LevelChunks {
    let noted = this.#outputs.find((each) => each.output === output);
    if (noted === undefined) {
      noted = { output, levels: [] };
      this.#outputs.push(noted);
    }
    let chunks = noted.levels.find((each) => each.level === level);
    if (chunks === undefined) {
      chunks = { level, written: [], checked: [] };
      noted.levels.push(chunks);
    }
    return chunks;
  }
}
