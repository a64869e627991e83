import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { stackBlob } from "../../../fixtures/stackBlob.ts";
import { convertHere, plannedJob } from "../../../testing/convert/convertHere.ts";
import { FakeDirectoryHandle } from "../../../testing/store/fakeDirectoryHandle.ts";
import type { SourceReference } from "../../model/references.ts";
import type { ConversionJob } from "../../plan/job.ts";
import { convert } from "./convert.ts";
import type { SpawnWorker } from "./poolMember.ts";
import { workHere } from "./workHere.ts";

const MAIN = "cells.ome.tif";
const SETTINGS = { chunkShape: [1, 1, 1, 16, 32], numLevels: 2, workers: 1 };

/** A stack in a folder of a page; `asked` counts how often a file's size is. */
async function sourceInFolder(): Promise<{ source: SourceReference; asked: () => number }> {
  let asked = 0;
  const folder = new FakeDirectoryHandle("in", {
    onOperation: (operation) => void (asked += operation === "getFile" ? 1 : 0),
  });
  const handle = await folder.getFileHandle(MAIN, { create: true });
  handle.bytes = new Uint8Array(await stackBlob(40, 30, 3).arrayBuffer());
  return { source: { kind: "directory-handle", handle: folder.asHandle(), main: MAIN }, asked: () => asked };
}

/** The source as the coordinator has it: whatever is asked of its file fails. */
function untouchable(): SourceReference {
  const fail = (): never => {
    throw new Error("the coordinator touched a file of the source");
  };
  return { kind: "files", files: [{ path: MAIN, file: new Proxy(new File([], MAIN), { get: fail }) }], main: MAIN };
}

/** Threads that have the source where it is, and tell what they are asked, with how often a size was for it. */
function threads(source: SourceReference, asked: () => number, told: [string, number][]): SpawnWorker {
  const counted = async <Result>(name: string, call: () => Promise<Result>): Promise<Result> => {
    const before = asked();
    const result = await call();
    told.push([name, asked() - before]);
    return result;
  };
  return (onWaiting) => {
    const { api, ...worker } = workHere(onWaiting);
    return {
      ...worker,
      api: {
        ...api,
        firstLook: (job) => counted("firstLook", () => api.firstLook({ ...job, source })),
        lookAgain: (job, some) => counted("lookAgain", () => api.lookAgain({ ...job, source }, some)),
        open: (job, listener) => counted("open", () => api.open({ ...job, source }, listener)),
        run: (unit) => counted("run", () => api.run(unit)),
        compare: (...request) => counted("compare", () => api.compare(...request)),
      },
    };
  };
}

it("a source's files are opened by those alone who look or read, and asked for their size once for each", async () => {
  const { source, asked } = await sourceInFolder();
  const destination = { kind: "directory-handle", handle: new FakeDirectoryHandle("out").asHandle() } as const;
  const job: ConversionJob = { ...(await plannedJob(source, destination, SETTINGS)), source: untouchable() };
  const run = async (stopsAt: string | null): Promise<[string, number][]> => {
    const told: [string, number][] = [];
    const controller = new AbortController();
    const converting = convert(job, {
      cores: 1,
      spawn: threads(source, asked, told),
      signal: controller.signal,
      onEvent: ({ kind }) => kind === stopsAt && controller.abort(),
    });
    if (stopsAt === null) await converting;
    else await expect(converting).rejects.toMatchObject({ kind: "cancelled" });
    return told;
  };
  const first = await run("verifying");
  expect(first.slice(0, 2)).toEqual([
    ["firstLook", 1],
    ["open", 1],
  ]);
  expect(new Set(first.slice(2).map(String))).toEqual(new Set(["run,0"]));
  // What was done is held against the source before it is gone on with.
  expect(await run(null)).toEqual([
    ["firstLook", 1],
    ["open", 1],
    ["compare", 0],
    ["lookAgain", 1],
  ]);
});

it("what cannot be opened, or is another image by now, is known before anything is written", async () => {
  const out = new FakeDirectoryHandle("out");
  const { source } = await sourceInFolder();
  const job = await plannedJob(source, { kind: "directory-handle", handle: out.asHandle() }, SETTINGS);
  const [scene] = job.description.scenes;
  const scenes = [{ ...scene!, shape: scene!.shape.map((length) => length + 1) }];
  const grown = { ...job, description: { ...job.description, scenes } };
  await expect(convertHere(grown)).rejects.toMatchObject({ kind: "source-changed" });
  const names: string[] = [];
  for await (const name of out.keys()) names.push(name);
  expect(names.filter((name) => name.endsWith(".ome.zarr"))).toEqual([]);
});

it("no file of the coordinator has the means to open a source", () => {
  const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"));
  expect(files.length).toBeGreaterThan(10);
  for (const name of files) {
    const text = readFileSync(join(import.meta.dirname, name), "utf8");
    expect(text, name).not.toMatch(/(?:from |import\()"[^"]*(?:\/formats\/|\/pixels\/|\/reading\/|openSource)[^"]*"/u);
  }
});
