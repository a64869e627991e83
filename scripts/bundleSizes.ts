import { relative } from "node:path";
import { gzipSync } from "node:zlib";
import type { Plugin, Rolldown } from "vite";

/** Largest sizes, compressed with gzip as a server sends them, in bytes. A build beyond them fails. */
export type SizeBudget = {
  /** The page until it can be used: index.html, its scripts and styles. */
  firstLoad: number;
  /** What a dropped file adds before its format is known: the workers' script. */
  worker: number;
  /** What one format adds to that. */
  format: number;
  /** What converting adds in a unit worker: resampling, encoding, writing. */
  unit: number;
  /** What verifying a store adds to that: zarrita. */
  secondReader: number;
  /** The fonts, which the first load waits for nowhere. */
  fonts: number;
  /** One WebAssembly module: the kernel, or a picture decoder that is loaded when a file needs it. */
  wasm: number;
};

/** A script of a build: what it loads at once, and the module for which it stands. */
type Script = { bytes: number; imports: readonly string[]; module: string };
type Scripts = ReadonlyMap<string, Script>;

type SizeLine = { what: string; bytes: number; kind: keyof SizeBudget };

/** The module that does a worker's units, and the one with which it verifies a store. */
const UNIT_MODULE = "src/convert/worker/unitRunner.ts";
const SECOND_READER_MODULE = "src/convert/worker/readBack.ts";

/** The modules that the formats' descriptors load. */
const FORMAT_MODULE = /^src\/formats\/([^/]+)\/(\w+)\.ts$/;

/**
 * Says at the end of a build what the page loads at first, what reading, each format and each WebAssembly module add, and fails when one is over
 * its budget. Workers are builds of their own: `worker` goes into `worker.plugins`.
 */
export function bundleSizes(budget: SizeBudget): { page: Plugin; worker: () => Plugin } {
  let root = "";
  let log: (text: string) => void = () => {};
  /** Scripts that workers may load. */
  let workerScripts: Scripts = new Map();
  const worker = (): Plugin => ({
    name: "zarrdrop-worker-sizes",
    generateBundle(_, bundle) {
      const scripts = scriptsOf(bundle, root);
      if (entryOf(scripts, "workers/worker.ts") !== undefined) workerScripts = scripts;
    },
  });
  const page: Plugin = {
    name: "zarrdrop-bundle-sizes",
    apply: "build",
    enforce: "post",
    configResolved(config) {
      ({ root } = config);
      log = (text) => config.logger.info(text);
    },
    generateBundle(_, bundle) {
      const lines = [...pageLines(bundle, root), ...workerLines(workerScripts), ...wasmLines(bundle)];
      log(
        ["", "Sizes, compressed:", ...lines.map(({ what, bytes }) => `${what.padEnd(28)} ${kilobytes(bytes)}`)].join(
          "\n",
        ),
      );
      const over = lines.filter(({ bytes, kind }) => bytes > budget[kind]);
      const texts = over.map(
        ({ what, bytes, kind }) => `${what} is ${kilobytes(bytes)}, more than ${kilobytes(budget[kind])}`,
      );
      if (texts.length > 0) this.error(`Over the size budget of vite.config.ts: ${texts.join("; ")}`);
    },
  };
  return { page, worker };
}

function pageLines(bundle: Rolldown.OutputBundle, root: string): SizeLine[] {
  const scripts = scriptsOf(bundle, root);
  const first = atOnce(scripts, entryOf(scripts, "index.html"));
  const files = new Set(["index.html", ...first]);
  for (const name of first) {
    const chunk = bundle[name];
    if (chunk?.type === "chunk") for (const style of chunk.viteMetadata?.importedCss ?? []) files.add(style);
  }
  let bytes = 0;
  for (const name of files) {
    const output = bundle[name];
    if (output !== undefined) bytes += compressed(output.type === "chunk" ? output.code : output.source);
  }
  const fonts = Object.values(bundle).filter(({ fileName }) => fileName.endsWith(".woff2"));
  const fontBytes = fonts.reduce((sum, font) => sum + (font.type === "asset" ? font.source.length : 0), 0);
  return [
    { what: "first load", bytes, kind: "firstLoad" },
    ...(fonts.length === 0 ? [] : [{ what: "fonts", bytes: fontBytes, kind: "fonts" } as const]),
  ];
}

function workerLines(scripts: Scripts): SizeLine[] {
  const own = atOnce(scripts, entryOf(scripts, "workers/worker.ts"));
  const unit = new Set([...own, ...atOnceOf(scripts, UNIT_MODULE)]);
  const reader = atOnceOf(scripts, SECOND_READER_MODULE);
  const sum = (names: Iterable<string>, without: ReadonlySet<string> = new Set()): number =>
    [...names].filter((name) => !without.has(name)).reduce((bytes, name) => bytes + scripts.get(name)!.bytes, 0);
  const lines: SizeLine[] = [
    { what: "workers", bytes: sum(own), kind: "worker" },
    { what: "unit", bytes: sum(unit, own), kind: "unit" },
    { what: "second reader", bytes: sum(reader, unit), kind: "secondReader" },
  ];
  for (const [name, { module }] of scripts) {
    const [, folder, file] = FORMAT_MODULE.exec(module) ?? [];
    if (folder === undefined || own.has(name)) continue;
    const what = `format ${folder}${file === "reader" ? "" : `/${file}`}`;
    lines.push({ what, bytes: sum(atOnce(scripts, name), own), kind: "format" });
  }
  return lines.toSorted((a, b) => b.bytes - a.bytes);
}

/** What is loaded at once with the script of a module; nothing where no script stands for it. */
function atOnceOf(scripts: Scripts, module: string): ReadonlySet<string> {
  const found = [...scripts].find(([, script]) => script.module === module);
  return found === undefined ? new Set() : atOnce(scripts, found[0]);
}

function wasmLines(bundle: Rolldown.OutputBundle): SizeLine[] {
  const lines: SizeLine[] = [];
  for (const output of Object.values(bundle)) {
    if (output.type !== "asset" || !output.fileName.endsWith(".wasm")) continue;
    const name = output.fileName.replace(/^.*\/(.*)-.*$/, "$1");
    lines.push({ what: `module ${name}`, bytes: compressed(output.source), kind: "wasm" });
  }
  return lines.toSorted((a, b) => b.bytes - a.bytes);
}

function scriptsOf(bundle: Rolldown.OutputBundle, root: string): Scripts {
  const scripts = new Map<string, Script>();
  for (const output of Object.values(bundle)) {
    if (output.type !== "chunk") continue;
    const module = output.facadeModuleId === null ? "" : relative(root, output.facadeModuleId).replaceAll("\\", "/");
    scripts.set(output.fileName, { bytes: compressed(output.code), imports: output.imports, module });
  }
  return scripts;
}

function entryOf(scripts: Scripts, module: string): string | undefined {
  return [...scripts].find(([, script]) => script.module === module)?.[0];
}

/** A script with all that it imports before it runs. */
function atOnce(scripts: Scripts, entry: string | undefined): Set<string> {
  const found = new Set<string>();
  const visit = (name: string): void => {
    if (found.has(name) || !scripts.has(name)) return;
    found.add(name);
    for (const imported of scripts.get(name)!.imports) visit(imported);
  };
  if (entry !== undefined) visit(entry);
  return found;
}

function compressed(content: string | Uint8Array): number {
  return gzipSync(content).length;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
