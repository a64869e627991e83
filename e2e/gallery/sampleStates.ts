import { ConversionClient } from "../../src/browser/conversionClient.ts";
import { ReadingClient } from "../../src/browser/readingClient.ts";
import { type AppState, type Action, type Notice } from "../../src/app/state/appState.ts";
import { planItem } from "../../src/app/state/planning.ts";
import { newItem, type EarlierQueue, type QueueItem, type Run, type Verdict } from "../../src/app/state/queue.ts";
import { Session } from "../../src/app/state/session.ts";
import { ZarrdropError } from "../../src/model/errors.ts";
import { PRESETS, settingsOfPreset } from "../../src/plan/settings/presets.ts";
import type { ConversionApi, ReadingApi } from "../../src/protocol/api.ts";
import { errorToWire } from "../../src/protocol/errorTransfer.ts";
import { type WorkerInThisThread, workerInThisThread } from "../../testing/protocol/workerInThisThread.ts";
import { describeImage, describeScene } from "../../testing/plan/sampleDescription.ts";

/** A worker that answers nothing: all that is drawn is in the state. */
function nobody<Api extends object>(): WorkerInThisThread<Api> {
  const never = (): Promise<never> => new Promise(() => {});
  // Whatever is called takes for ever.
  return workerInThisThread(new Proxy({}, { get: () => never }) as Api);
}

const SETTINGS = settingsOfPreset(PRESETS[0]!);
const DAY = 24 * 3_600_000;

/** A session whose state is what these actions make of the first one. */
export function sessionAfter(...actions: Action[]): Session {
  const signs = { showTitle() {}, showBadge() {}, tellEnd() {}, askBeforeLeaving() {} };
  const session = new Session(
    new ReadingClient(nobody<ReadingApi>),
    new ConversionClient(nobody<ConversionApi>),
    signs,
    SETTINGS,
  );
  for (const action of actions) session.store.dispatch(action);
  return session;
}

/** An item that was looked at, with what became of it. */
export function itemOf(name: string, changes: Partial<QueueItem> & { shape?: number[] } = {}): QueueItem {
  const { shape = [3, 7, 960, 1280], ...more } = changes;
  const source = { kind: "files" as const, files: [], main: name };
  const candidate = { name, path: name, base: "", fromFolder: false, source };
  const description = describeImage([describeScene("czyx", shape)], { name, files: [name] });
  const verdict: Verdict = { kind: "ready", image: { id: name.length, description } };
  return { ...newItem(name, "drop", candidate), verdict, openedAs: "stitch", sourceBytes: 51_600_000, ...more };
}

/** What a conversion that ended well left. */
export function doneRun(item: QueueItem): Run {
  const plan = planItem({ ...item, ownSettings: null }, SETTINGS)!.plan!;
  const outputs = plan.outputs.map(({ storeName }) => ({
    storeName,
    bytesWritten: 28_400_000,
    filesWritten: 35,
    skipped: false,
    verification: { reader: "zarrita 0.7", checkedChunks: 609, totalChunks: 609 },
  }));
  // As much of a report as a row, a card and a bar show.
  const report = { source: item.name, sourceFingerprint: "", outputs, seconds: 3.9, decodeRatio: 1, route: "" };
  const destination = { kind: "opfs" as const, folder: "zarr" };
  const result = { plan, report, settings: SETTINGS, scenes: null, destination, folderName: "zarr" };
  return { kind: "done", result: result as unknown as (Run & { kind: "done" })["result"] };
}

/** Failures as they are shown. */
export const ERRORS = {
  reading: errorToWire(new ZarrdropError("corrupt", "It ends at 293 kB of the 2.1 MB that its header promises.")),
  writing: errorToWire(new ZarrdropError("storage-full", "The disk is full.")),
};

/** One item in each state that an item can have. */
export function allItems(): QueueItem[] {
  const skipped: Verdict = { kind: "skipped", reason: "No format that is known here begins like this." };
  const companion: Verdict = { kind: "companion", reason: "A part of a set.", files: ["c3_z33.companion.ome"] };
  const missing: Verdict = {
    kind: "missing",
    reason: "It was moved, renamed or deleted.",
    wanted: [{ id: "a", name: "embryo.ims", files: ["embryo.ims"] }],
  };
  const checking: Verdict = { kind: "checking", step: "open", before: null };
  const done = itemOf("nuc_small.czi");
  return [
    itemOf("running.ome.tif", { run: { kind: "running" } }),
    itemOf("waiting.svs", { run: { kind: "waiting" } }),
    itemOf("reading-me.nd2", { verdict: checking, sourceBytes: null }),
    itemOf("ready, with a name that is longer than its row has room for.ome.tif"),
    itemOf("own-settings.czi", { ownSettings: { ...SETTINGS, numLevels: 2 } }),
    itemOf("damaged.tif", { flaw: ERRORS.reading }),
    { ...done, run: doneRun(done) },
    itemOf("c3_z33.tif", { verdict: companion }),
    itemOf("impossible.tif", { scenes: [7] }),
    itemOf("stopped.ims", { run: { kind: "stopped", share: 0.31 } }),
    itemOf("missing.ims", { verdict: missing }),
    itemOf("truncated.czi", { verdict: { kind: "failed", error: ERRORS.reading } }),
    itemOf("no-room.tif", { run: { kind: "failed", error: ERRORS.writing } }),
    itemOf("notes.txt", { verdict: skipped, sourceBytes: 812 }),
  ];
}

/** How far a job is, where one runs. */
export function jobActions(items: readonly QueueItem[], isPaused: boolean): Action[] {
  const parts = new Map(
    items
      .filter(({ run }) => run.kind === "running" || run.kind === "waiting")
      .map((item) => [
        item.id,
        { plan: planItem(item, SETTINGS)!.plan!, settings: SETTINGS, scenes: null } satisfies NonNullable<
          AppState["job"]
        >["parts"] extends ReadonlyMap<string, infer Part>
          ? Part
          : never,
      ]),
  );
  const progress = {
    bytesDone: 32_000_000,
    bytesTotal: 51_600_000,
    bytesBefore: 0,
    bytesWritten: 17_500_000,
    filesWritten: 21,
    stage: "writing" as const,
  };
  return [
    { type: "job", job: { parts, stopAfterThis: false, isPaused, startedAt: Date.now() } },
    { type: "progress", progress, pace: { rate: 13e6, secondsLeft: 1200, toldAt: Date.now() } },
  ];
}

/** What an earlier page left. */
export function earlierOf(changes: Partial<EarlierQueue>): EarlierQueue {
  const now = Date.now();
  return {
    key: "k",
    savedAt: now - DAY,
    offeredAt: now,
    count: 17,
    done: 12,
    stoppedAt: { name: "cells.czi", share: 0.62 },
    canGoOn: true,
    hasDownloads: false,
    folderName: "2026-11/zarr",
    pictures: [],
    ...changes,
  };
}

/** A notice of each kind. */
export function allNotices(): Notice[] {
  const restore = { items: [], settings: SETTINGS, selected: null };
  return [
    { kind: "undo", text: "nuc_small.czi removed from the queue.", restore },
    { kind: "remark", text: "cells.ome.zarr was begun by an earlier run: it goes on there." },
    { kind: "error", error: ERRORS.writing },
  ];
}
