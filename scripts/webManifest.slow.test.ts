import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, createServer, type Rolldown } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FORMATS } from "../src/formats/registry.ts";
import { manifestText, webManifest } from "./webManifest.ts";

const sources = fileURLToPath(new URL("../src", import.meta.url));

type Manifest = { icons: { src: string }[]; file_handlers: { action: string; accept: Record<string, string[]> }[] };

/** Every ending that the manifest promises to open. */
function promised(text: string): string[] {
  // What this project wrote.
  const { file_handlers: handlers } = JSON.parse(text) as Manifest;
  expect(handlers.map(({ action }) => action)).toEqual(["./"]);
  return handlers.flatMap(({ accept }) => Object.values(accept)).flat();
}

describe("the web manifest", () => {
  it("promises to open what the formats read, each ending once, and nothing else", () => {
    const read = new Set(FORMATS.flatMap(({ extensions }) => extensions));
    const endings = promised(manifestText(FORMATS));
    expect(new Set(endings).size).toBe(endings.length);
    expect(endings.filter((ending) => !read.has(ending.slice(1)))).toEqual([]);
    // An ending with a dot inside is known by its last part, which must not be lost, unless it says nothing of pictures.
    const lasts = [...read]
      .map((extension) => `.${extension.split(".").at(-1)!}`)
      .filter((last) => !/^\.(xml|gz)$/.test(last));
    expect(endings.toSorted()).toEqual([...new Set(lasts)].toSorted());
  });

  it("knows what was left out once, and no longer what nobody reads", () => {
    const endings = promised(manifestText(FORMATS));
    for (const ending of [".ndpi", ".scn", ".qptiff", ".xlef", ".png", ".jp2", ".ims", ".mrc", ".nii"])
      expect(endings).toContain(ending);
    for (const ending of [".zvi", ".mp4", ".gz"]) expect(endings).not.toContain(ending);
  });

  it("groups endings by media type, the unnamed as any bytes", () => {
    // What this project wrote.
    const { file_handlers: handlers } = JSON.parse(manifestText(FORMATS)) as Manifest;
    const [{ accept }] = handlers as [Manifest["file_handlers"][number]];
    expect(accept["image/tiff"]).toContain(".tif");
    expect(accept["image/png"]).toEqual([".png"]);
    expect(accept["application/octet-stream"]).toContain(".czi");
    for (const type of Object.keys(accept)) expect(type).toMatch(/^(image|video|application)\/[\w.+-]+$/);
  });
});

describe("the plugin", () => {
  const project = mkdtempSync(join(tmpdir(), "zarrdrop-manifest-"));
  beforeAll(() => {
    symlinkSync(sources, join(project, "src"), "junction");
    writeFileSync(join(project, "index.html"), '<link rel="manifest" href="./manifest.webmanifest" />');
  });
  afterAll(() => rmSync(project, { recursive: true, force: true }));

  it("writes it into a build, under the name that index.html links", async () => {
    const result = await build({
      root: project,
      base: "./",
      configFile: false,
      logLevel: "silent",
      plugins: [webManifest()],
      build: { write: false },
    });
    // Not watched, so that it is the output itself.
    const { output } = (Array.isArray(result) ? result[0] : result) as Rolldown.RolldownOutput;
    const [manifest] = output.filter(({ fileName }) => fileName === "manifest.webmanifest");
    expect(manifest?.type === "asset" && String(manifest.source)).toBe(manifestText(FORMATS));
    const [page] = output.filter(({ fileName }) => fileName === "index.html");
    expect(page?.type === "asset" && String(page.source)).toContain('href="./manifest.webmanifest"');
  });

  it("answers with it in development", async () => {
    const server = await createServer({
      root: project,
      configFile: false,
      logLevel: "silent",
      plugins: [webManifest()],
      server: { port: 0, host: "127.0.0.1" },
    });
    try {
      await server.listen();
      const response = await fetch(new URL("manifest.webmanifest", server.resolvedUrls!.local[0]));
      expect(response.headers.get("content-type")).toBe("application/manifest+json");
      expect(await response.text()).toBe(manifestText(FORMATS));
    } finally {
      await server.close();
    }
  });
});
