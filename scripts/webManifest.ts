import { type Plugin, runnerImport } from "vite";
import type { FormatDescriptor } from "../src/formats/reader.ts";

/** The name of the file at the top of a build; index.html links it. */
const FILE = "manifest.webmanifest";
/** What files are whose kind has no name of its own. */
const ANY_BYTES = "application/octet-stream";

/** What a format's descriptor says that a manifest needs. */
type FileKind = Pick<FormatDescriptor, "extensions" | "mediaType">;
/** What is told of a format to people, too. */
type FormatFacts = FileKind & Pick<FormatDescriptor, "id" | "name">;

/**
 * Writes the web manifest into a build, and answers with it in development: what the installed page offers to open is what the formats in
 * `src/formats/registry.ts` read.
 */
export function webManifest(): Plugin {
  let root = "";
  return {
    name: "zarrdrop-web-manifest",
    // The first screen lists the same formats: it must not wait for a worker to tell them.
    async config(config) {
      const formats = await readFormats(config.root ?? process.cwd());
      // What everybody's pictures are is no news: microscopes' come first.
      const isUsual = ({ mediaType = ANY_BYTES }: FormatFacts): boolean => /^image\/(?!tiff)/u.test(mediaType);
      const facts = formats
        .toSorted((a, b) => Number(isUsual(a)) - Number(isUsual(b)))
        .map(({ id, name, extensions }) => ({ id, name, extensions }));
      return { define: { __ZARRDROP_FORMATS__: JSON.stringify(facts) } };
    },
    configResolved(config) {
      ({ root } = config);
    },
    configureServer(server) {
      server.middlewares.use(`/${FILE}`, (_, response, next) => {
        readFormats(root).then(
          (formats) => response.setHeader("Content-Type", "application/manifest+json").end(manifestText(formats)),
          next,
        );
      });
    },
    async generateBundle() {
      this.emitFile({ type: "asset", fileName: FILE, source: manifestText(await readFormats(root)) });
    },
  };
}

async function readFormats(root: string): Promise<readonly FormatFacts[]> {
  const { module } = await runnerImport<typeof import("../src/formats/registry.ts")>("./src/formats/registry.ts", {
    root,
    configFile: false,
    logLevel: "error",
  });
  return module.FORMATS;
}

/** The manifest (https://www.w3.org/TR/appmanifest/, with the file handlers of Chromium's installed pages) as JSON. */
export function manifestText(formats: readonly FileKind[]): string {
  const manifest = {
    name: "Zarrdrop",
    short_name: "Zarrdrop",
    description: "Turns microscopy files into OME-Zarr. Works offline; nothing is uploaded.",
    start_url: "./",
    scope: "./",
    display: "standalone",
    background_color: "#17181a",
    theme_color: "#17181a",
    categories: ["science", "utilities"],
    icons: [
      { src: "./icon.svg", sizes: "any", type: "image/svg+xml", purpose: "any" },
      { src: "./icon-192.png", sizes: "192x192", type: "image/png", purpose: "any maskable" },
      { src: "./icon-512.png", sizes: "512x512", type: "image/png", purpose: "any maskable" },
    ],
    file_handlers: [{ action: "./", accept: acceptedFiles(formats), launch_type: "single-client" }],
    launch_handler: { client_mode: "focus-existing" },
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/**
 * Endings by media type, each once: the first format that names one has it. Operating systems know a file by what stands behind its last dot: of
 * endings like `ome.tif` they would take no notice.
 */
function acceptedFiles(formats: readonly FileKind[]): Record<string, string[]> {
  const accepted: Record<string, string[]> = {};
  const seen = new Set<string>();
  for (const { extensions, mediaType = ANY_BYTES } of formats) {
    for (const extension of extensions) {
      if (extension.includes(".") || seen.has(extension)) continue;
      seen.add(extension);
      (accepted[mediaType] ??= []).push(`.${extension}`);
    }
  }
  return accepted;
}
