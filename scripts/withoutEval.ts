import type { Plugin } from "vite";

/** Codecs of zarrita that are built of Emscripten modules with `eval`. Ours stand in their place: src/store/secondReader/. */
const LEFT_OUT = /^numcodecs(?:\/|$)/;
const STAND_IN = "\0left-out:";
/** Makes code of text, which the page's policy refuses. */
const CODE_FROM_TEXT = /\beval\s*\(|\bnew\s+Function\b|(?<![\w$.])Function\s*\(/;

/**
 * Keeps out of a build what the page's policy would refuse when it runs: packages that need `eval` are replaced by nothing, and code
 * that makes code of text fails the build. Workers are builds of their own: it goes into `worker.plugins`, too.
 */
export function withoutEval(): Plugin {
  return {
    name: "zarrdrop-without-eval",
    apply: "build",
    enforce: "pre",
    resolveId(id) {
      return LEFT_OUT.test(id) ? STAND_IN + id : null;
    },
    load(id) {
      return id.startsWith(STAND_IN) ? "export default null;" : null;
    },
    generateBundle(_, bundle) {
      for (const output of Object.values(bundle)) {
        if (output.type !== "chunk") continue;
        const found = CODE_FROM_TEXT.exec(output.code);
        if (found === null) continue;
        const around = output.code.slice(Math.max(0, found.index - 60), found.index + 60);
        this.error(`${output.fileName} makes code of text, which the page's policy refuses: ${around}`);
      }
    },
  };
}
