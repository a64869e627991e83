import { expect, it } from "vitest";
import { memoryFiles } from "../testing/contract/memoryFiles.ts";
import { sampleLabelled } from "../testing/store/sampleCollections.ts";
import { HARMONY_IMAGES, harmonyFiles, harmonyName } from "../testing/formats/harmonyFiles.ts";
import { openImage } from "../src/formats/registry.ts";
import { inspectReader, sceneText } from "./inspect.ts";

const never = new AbortController().signal;

it("planes that are absent are said of their scene, with the reason, and of no other", async () => {
  const gone = `Images/${harmonyName(HARMONY_IMAGES[0]!)}`;
  const files = Object.fromEntries(Object.entries(harmonyFiles()).filter(([path]) => path !== gone));
  const reader = await openImage(memoryFiles(files, "Images/Index.idx.xml"), never);
  const [first, second] = await inspectReader(reader, { hash: false, order: null, signal: never });
  expect(first!.absentPlanes).toEqual([{ reason: "missing", count: 1, examples: [gone] }]);
  expect(sceneText(first!)).toMatch(
    /^B03, field 1: t 2 × c 2 × z 3 .*; absent planes: 1 missing: Images\/r02c03\S+tiff$/,
  );
  expect(second).not.toHaveProperty("absentPlanes");
  expect(sceneText(second!)).not.toContain("absent");
  reader.close();
});

it("labels are said to be those of a scene", async () => {
  const { files } = await sampleLabelled(3);
  const reader = await openImage(memoryFiles(Object.fromEntries(files), ""), never);
  const scenes = await inspectReader(reader, { hash: false, order: null, signal: never });
  expect(scenes.map(({ labelOf }) => labelOf)).toEqual([undefined, { scene: 0, name: "cells" }]);
  reader.close();
});
