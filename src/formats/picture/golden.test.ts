import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { openImage } from "../registry.ts";

const signal = new AbortController().signal;
const golden = fileURLToPath(new URL("../../../../shared/golden", import.meta.url));

/** Cases of the reference with a picture, and what its reader said of it. */
const cases = existsSync(golden) ? readdirSync(golden).filter((name) => /^(png|gif|jpg)_/.test(name)) : [];

describe.skipIf(!existsSync(golden))("pictures through the reference's eyes", () => {
  it.each(cases)("%s", async (name) => {
    const folder = join(golden, name);
    const { source, reader: theirs } = JSON.parse(readFileSync(join(folder, "params.json"), "utf8"));
    const reader = await openImage({ kind: "node", folder, main: source }, signal);
    const [scene] = reader.description.scenes;
    expect(scene!.reference.axes.join("").toUpperCase()).toBe(theirs.dims);
    expect(scene!.shape).toEqual(theirs.shape);
    expect(scene!.dtype).toBe(theirs.dtype);
    expect(scene!.reference.sceneId).toBe(theirs.scenes[0]);
    expect(scene!.reference.daskChunks).toEqual(theirs.dask_chunks.map((chunks: number[]) => Math.max(...chunks)));
  });
});
