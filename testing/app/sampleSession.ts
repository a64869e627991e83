import { expect, vi } from "vitest";
import { ConversionClient } from "../../src/browser/conversionClient.ts";
import { takeFiles } from "../../src/browser/dropped.ts";
import type { PageSigns } from "../../src/browser/pageSigns.ts";
import { ReadingClient } from "../../src/browser/readingClient.ts";
import { ZarrdropError } from "../../src/model/errors.ts";
import type { ImageDescription } from "../../src/model/image.ts";
import type { SourceReference } from "../../src/model/references.ts";
import { DEFAULT_SETTINGS } from "../../src/plan/settings/defaultSettings.ts";
import { describeImage, describeScene } from "../plan/sampleDescription.ts";
import type { ConversionEvent, ConversionJob, ConversionReport } from "../../src/plan/job.ts";
import type { ConversionApi, ReadingApi } from "../../src/protocol/api.ts";
import { planAmong } from "./sampleDestination.ts";
import { workerInThisThread } from "../protocol/workerInThisThread.ts";
import { Session } from "../../src/app/state/session.ts";

/** A conversion that the test ends as it likes. */
type Running = {
  job: ConversionJob;
  onEvent: (event: ConversionEvent) => void;
  end: () => void;
  fail: (error: ZarrdropError) => void;
};

const report: ConversionReport = {
  source: "",
  sourceFingerprint: "",
  provenance: { tool: "", source: { name: "", format: "", fingerprint: "" }, settings: {} },
  outputs: [],
  seconds: 1,
  decodeRatio: 1,
  route: "",
};

/** The files of an image: "index.tif" describes all parts that lie beside it. */
const partsOf = (source: SourceReference): string[] => {
  const main = mainOf(source);
  const beside = source.kind === "files" && main === "index.tif" ? source.files.map(({ path }) => path) : [];
  return [main, ...beside.filter((path) => path.startsWith("part"))];
};

const mainOf = (source: SourceReference): string => ("main" in source ? source.main : "sequence");

/** A session over workers in this thread that answer as the test likes, with a destination in which these names are taken. */
export function sampleSession(namesThere: string[] = []) {
  const closed: number[] = [];
  const opened = new Map<number, ImageDescription>();
  let nextSource = 1;
  /** Calls of the worker that take for ever, by token; those that were cancelled leave. */
  const waiting = new Map<string, string>();
  const forEver = (what: string, token: string): Promise<never> => {
    waiting.set(token, what);
    return new Promise(() => {});
  };
  const reading: ReadingApi = {
    ready: async () => {},
    identify: async (source) =>
      mainOf(source).endsWith(".txt")
        ? { kind: "unknown", reason: "No reader knows this content." }
        : { kind: "image", format: "tiff", formatName: "TIFF", files: partsOf(source) },
    open: async (source, options, token) => {
      const main = mainOf(source);
      if (main.startsWith("slow")) return forEver(`open ${main}`, token);
      const lacked = source.kind === "files" && !source.files.some(({ path }) => path === "index.tif");
      if (main.startsWith("part") && lacked)
        throw new ZarrdropError("companion-missing", "index.tif is needed.", { files: ["index.tif"] });
      if (main.startsWith("bad")) throw new ZarrdropError("corrupt", "It ends too early.");
      const scenes = Array.from({ length: options?.mosaic === "tiles" ? 4 : 2 }, () => describeScene("yx", [64, 64]));
      const isMosaic = main.startsWith("mosaic");
      const description = describeImage(isMosaic ? scenes : scenes.slice(0, 1), { name: main, files: [main] });
      opened.set(nextSource, description);
      return { source: nextSource++, description };
    },
    openStore: () => Promise.reject(new Error("not in this test")),
    validateStore: () => Promise.reject(new Error("not in this test")),
    storeContents: () => Promise.reject(new Error("not in this test")),
    archiveStore: () => Promise.reject(new Error("not in this test")),
    describeDestination: async () => ({ takenNames: namesThere }),
    lookAtStores: async (_destination, stores) =>
      stores.map(({ storeName }) => ({ storeName, kind: "whole", bytes: 1024, share: null, isAlike: true })),
    planForDestination: async (source, settings, _destination, otherNames, token) => {
      const description = opened.get(source)!;
      if (description.name.startsWith("unplanned")) return forEver(`plan ${description.name}`, token);
      return planAmong(description, settings, { there: namesThere }, otherNames);
    },
    close: (source) => void closed.push(source),
    forgetKept: () => {},
    readLevel: () => Promise.reject(new Error("not in this test")),
    measureStorage: () => Promise.reject(new Error("not in this test")),
    measureChunk: () => Promise.reject(new Error("not in this test")),
    readRough: () => Promise.reject(new Error("not in this test")),
    cancel: (token) => void waiting.delete(token),
  };
  const running: Running[] = [];
  /** What the job under way was told: to rest, or to go on. */
  const held: boolean[] = [];
  const conversion: ConversionApi = {
    prepare: async () => {},
    convert: (job, _token, onEvent) =>
      new Promise((resolve, reject) => {
        running.push({ job, onEvent, end: () => resolve(report), fail: reject });
      }),
    hold: (_token, isHeld) => void held.push(isHeld),
    putBack: () => Promise.reject(new Error("not in this test")),
    cancel: () => running.at(-1)?.fail(new ZarrdropError("cancelled", "Stopped.")),
  };
  const signs = { title: "Zarrdrop", badge: 0, isAsked: false, told: "" };
  const page: PageSigns = {
    showTitle: (title) => void (signs.title = title),
    showBadge: (count) => void (signs.badge = count),
    tellEnd: (_startedAt, text) => void (signs.told = text),
    askBeforeLeaving: (isAsked) => void (signs.isAsked = isAsked),
  };
  const session = new Session(
    new ReadingClient(() => workerInThisThread(reading)),
    new ConversionClient(() => workerInThisThread(conversion)),
    page,
    DEFAULT_SETTINGS,
  );
  const handle = {
    kind: "directory",
    name: "results",
    keys: async function* () {
      yield* namesThere;
    },
    getDirectoryHandle: () => Promise.reject(new DOMException("", "NotFoundError")),
  };
  // Only what is called is there.
  const reference = { kind: "directory-handle", handle: handle as unknown as FileSystemDirectoryHandle } as const;
  session.store.dispatch({ type: "destination", destination: { reference, folderName: "results" } });
  const add = (...names: string[]) => session.add(takeFiles(names.map((name) => new File([name], name))));
  const states = () =>
    Object.fromEntries(
      session.store
        .get()
        .items.map((item) => [item.name, item.verdict.kind === "ready" ? item.run.kind : item.verdict.kind]),
    );
  const idOf = (name: string) => session.store.get().items.find((item) => item.name === name)!.id;
  return { session, add, states, idOf, running, held, closed, waiting, signs };
}

/** Resolves when it is so. */
export const until = (check: () => boolean) => vi.waitFor(() => expect(check()).toBe(true));
