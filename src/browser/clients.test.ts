import { describe, expect, it, vi } from "vitest";
import { ZarrdropError } from "../model/errors.ts";
import type { ImageDescription } from "../model/image.ts";
import type { SourceReference } from "../model/references.ts";
import type { ConversionJob, ConversionReport } from "../plan/job.ts";
import type { OutputPlan } from "../plan/plan.ts";
import type { ConversionApi, LevelPixels, ReadingApi } from "../protocol/api.ts";
import { workerInThisThread } from "../../testing/protocol/workerInThisThread.ts";
import { ConversionClient } from "./conversionClient.ts";
import { ReadingClient } from "./readingClient.ts";

// Stand-ins carry only what the clients look at.
const description = { name: "a.tif" } as ImageDescription;
const output = {} as OutputPlan;
const pixels: LevelPixels = { dtype: "uint8", shape: [1], pixels: Uint8Array.of(1) };
const source: SourceReference = { kind: "files", files: [], main: "a.tif" };

function readingApi(overrides: Partial<ReadingApi> = {}): ReadingApi {
  return {
    ready: async () => {},
    identify: async () => ({ kind: "unknown", reason: "no" }),
    open: vi.fn(async () => ({ source: 5, description })),
    openStore: async () => ({ source: 6, description }),
    close: vi.fn(),
    forgetKept: vi.fn(),
    validateStore: () => Promise.reject(new Error("not in this test")),
    storeContents: () => Promise.reject(new Error("not in this test")),
    archiveStore: async () => new Blob([]),
    describeDestination: async () => ({}),
    lookAtStores: async () => [],
    planForDestination: () => Promise.reject(new Error("not in this test")),
    readLevel: vi.fn(async () => pixels),
    readRough: vi.fn(async () => ({ ...pixels, share: 1 })),
    measureStorage: () => Promise.reject(new Error("not in this test")),
    measureChunk: () => Promise.reject(new Error("not in this test")),
    cancel: vi.fn(),
    ...overrides,
  };
}

describe("ReadingClient", () => {
  const request = { output, level: 0, region: { start: [0], shape: [1] } };
  const live = new AbortController().signal;

  it("opens, reads with the worker's number, closes", async () => {
    const api = readingApi();
    const client = new ReadingClient(() => workerInThisThread(api));
    const image = await client.open(source, { mosaic: "stitch" }, live);
    await client.readLevel(image, request, live);
    expect(api.readLevel).toHaveBeenCalledWith(expect.objectContaining({ source: 5, level: 0 }));
    client.close(image);
    await vi.waitFor(() => expect(api.close).toHaveBeenCalledWith(5));
    await expect(client.readLevel(image, request, live)).rejects.toMatchObject({ kind: "cancelled" });
  });

  it("checks a store, says how far it is, and stops with the signal", async () => {
    const progress = vi.fn();
    const controller = new AbortController();
    const api = readingApi({
      validateStore: (_store, _options, _token, onProgress) => {
        onProgress({ files: 3, chunks: 2 });
        return new Promise<never>(() => {});
      },
    });
    const client = new ReadingClient(() => workerInThisThread(api));
    const checking = client.validateStore(
      { kind: "dropped", source },
      { allChunks: true },
      progress,
      controller.signal,
    );
    await vi.waitFor(() => expect(progress).toHaveBeenCalledWith({ files: 3, chunks: 2 }));
    controller.abort();
    await expect(checking).rejects.toMatchObject({ kind: "cancelled" });
    expect(api.cancel).toHaveBeenCalledOnce();
  });

  it("starts a worker that died again, with its sources", async () => {
    const first = workerInThisThread(readingApi({ readLevel: () => new Promise<never>(() => {}) }));
    const anew = readingApi({ open: async () => ({ source: 9, description }) });
    const second = workerInThisThread(anew);
    const connect = vi.fn().mockReturnValueOnce(first).mockReturnValueOnce(second);
    const client = new ReadingClient(connect);
    const image = await client.open(source, { mosaic: "stitch" }, live);
    const reading = client.readLevel(image, request, live);
    first.lose();
    await expect(reading).rejects.toMatchObject({ kind: "worker-lost" });
    expect(await client.readLevel(image, request, live)).toBe(pixels);
    expect(anew.readLevel).toHaveBeenCalledWith(expect.objectContaining({ source: 9 }));
    expect(first.isTerminated).toBe(true);
  });

  it("stops a read whose signal aborts", async () => {
    const api = readingApi({ readLevel: () => new Promise<never>(() => {}) });
    const client = new ReadingClient(() => workerInThisThread(api));
    const image = await client.open(source, { mosaic: "stitch" }, live);
    const controller = new AbortController();
    const reading = client.readLevel(image, request, controller.signal);
    await new Promise((resolve) => setTimeout(resolve));
    controller.abort();
    await expect(reading).rejects.toMatchObject({ kind: "cancelled" });
    expect(api.cancel).toHaveBeenCalledOnce();
  });
});

describe("ConversionClient", () => {
  const job = {} as ConversionJob;
  const report = { seconds: 1 } as ConversionReport;
  const putBack = (): Promise<never> => Promise.reject(new Error("not in this test"));

  it("waits for the worker to stop after an abort", async () => {
    let fail = (): void => {};
    const api: ConversionApi = {
      prepare: async () => {},
      convert: () => new Promise((_, reject) => (fail = () => reject(new ZarrdropError("cancelled", "Stopped.")))),
      hold: () => {},
      putBack,
      cancel: vi.fn(),
    };
    const client = new ConversionClient(() => workerInThisThread(api));
    const controller = new AbortController();
    const settled = vi.fn();
    const running = client.convert(job, () => {}, controller.signal).catch(settled);
    controller.abort();
    await new Promise((resolve) => setTimeout(resolve));
    expect(api.cancel).toHaveBeenCalledOnce();
    expect(settled).not.toHaveBeenCalled();
    fail();
    await running;
    expect(settled).toHaveBeenCalledWith(expect.objectContaining({ kind: "cancelled" }));
  });

  it("ends a worker that does not stop or that died, and starts another", async () => {
    const stuck = workerInThisThread<ConversionApi>({
      prepare: async () => {},
      convert: () => new Promise<never>(() => {}),
      hold: () => {},
      putBack,
      cancel: () => {},
    });
    const dying = workerInThisThread<ConversionApi>({
      prepare: async () => {},
      convert: () => new Promise<never>(() => {}),
      hold: () => {},
      putBack,
      cancel: () => {},
    });
    const good = workerInThisThread<ConversionApi>({
      prepare: async () => {},
      convert: async () => report,
      hold: () => {},
      putBack,
      cancel: () => {},
    });
    const connect = vi.fn().mockReturnValueOnce(stuck).mockReturnValueOnce(dying).mockReturnValueOnce(good);
    const client = new ConversionClient(connect, 5);
    const controller = new AbortController();
    const first = client.convert(job, () => {}, controller.signal);
    controller.abort();
    await expect(first).rejects.toMatchObject({ kind: "cancelled" });
    const second = client.convert(job, () => {}, new AbortController().signal);
    dying.lose();
    await expect(second).rejects.toMatchObject({ kind: "worker-lost" });
    expect(await client.convert(job, () => {}, new AbortController().signal)).toBe(report);
    expect([stuck.isTerminated, dying.isTerminated, good.isTerminated]).toEqual([true, true, false]);
  });
});
