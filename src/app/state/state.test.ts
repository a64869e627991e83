import { describe, expect, it } from "vitest";
import { queueGroups } from "../queue/queueGroups.ts";
import type { SourceCandidate } from "../../browser/grouping.ts";
import type { OpenImage } from "../../browser/readingClient.ts";
import { ZarrdropError } from "../../model/errors.ts";
import { errorToWire } from "../../protocol/errorTransfer.ts";
import type { ConversionReport } from "../../plan/job.ts";
import { DEFAULT_SETTINGS } from "../../plan/settings/defaultSettings.ts";
import { sampleJob } from "../../../testing/app/sampleJob.ts";
import { describeImage, describeScene } from "../../../testing/plan/sampleDescription.ts";
import { initialState, type Action, type AppState } from "./appState.ts";
import { reduce } from "./reduce.ts";
import { archiveName } from "../../plan/archiveName.ts";
import { jobProgress } from "./jobProgress.ts";
import { statusText } from "./statusText.ts";
import { planItem, planProblemOf } from "./planning.ts";
import { planAmong } from "../../../testing/app/sampleDestination.ts";
import { type JobPlans, leftBehindBy, planTogether } from "./planTogether.ts";
import {
  canConvert,
  canConvertAgain,
  newItem,
  type ConversionResult,
  type ExistingAnswer,
  type QueueItem,
} from "./queue.ts";

const candidate = (path: string, fromFolder = false): SourceCandidate => ({
  name: path.split("/").at(-1)!,
  path,
  base: path.split("/").slice(0, -1).join("/"),
  fromFolder,
  source: { kind: "files", files: [], main: path },
});

function after(...actions: Action[]): AppState {
  return actions.reduce(reduce, initialState(DEFAULT_SETTINGS));
}

const dropped = (...paths: string[]): Action => ({
  type: "dropped",
  items: paths.map((path) => newItem(path, "d", candidate(path))),
});
const opened = (id: string, as: OpenImage): Action => ({ type: "opened", id, image: as, mosaic: "stitch" });
const names = (state: AppState): string[] => state.items.map((item) => item.path);
const idOf = (state: AppState, path: string): string => state.items.find((item) => item.path === path)!.id;

let nextImage = 1;
function image(name: string, files = [name]): OpenImage {
  const description = describeImage([describeScene("yx", [64, 64])], { name, files });
  return { id: nextImage++, description };
}

/** A state with ready images of these names. */
function ready(...paths: string[]): AppState {
  let state = after(dropped(...paths));
  for (const path of paths) state = reduce(state, opened(idOf(state, path), image(path)));
  return state;
}

describe("what was dropped", () => {
  it("folds the files of a set into their image", () => {
    let state = after(dropped("set/a.ome.tif", "set/b.ome.tif", "other.tif"));
    const id = idOf(state, "set/a.ome.tif");
    state = reduce(state, opened(id, image("a.ome.tif", ["a.ome.tif", "b.ome.tif"])));
    expect(names(state)).toEqual(["set/a.ome.tif", "other.tif"]);
  });

  it("counts what is no image in a folder, and shows it when it was dropped by itself", () => {
    const items = [candidate("f/notes.txt", true), candidate("n.txt")].map((each) => newItem(each.path, "d", each));
    let state = after({ type: "dropped", items });
    for (const { id } of state.items) {
      state = reduce(state, { type: "identified", id, identification: { kind: "unknown", reason: "no reader" } });
    }
    expect(state.leftovers).toEqual(["f/notes.txt"]);
    expect(state.items[0]!.verdict).toEqual({ kind: "skipped", reason: "no reader" });
  });

  it("selects what can be looked at, but leaves the person's own choice alone", () => {
    let state = after(dropped("bad.tif", "good.tif"));
    const error = errorToWire(new ZarrdropError("corrupt", "cut off"));
    state = reduce(state, { type: "unreadable", id: idOf(state, "bad.tif"), error, mosaic: null });
    expect(state.selected).toBe(idOf(state, "bad.tif"));
    state = reduce(state, opened(idOf(state, "good.tif"), image("good.tif")));
    expect(state.selected).toBe(idOf(state, "good.tif"));
    state = reduce(state, { type: "select", id: idOf(state, "bad.tif") });
    state = reduce(state, { type: "measured", id: idOf(state, "good.tif"), bytes: 1 });
    state = reduce(state, dropped("more.tif"));
    expect(state.selected).toBe(idOf(state, "bad.tif"));
  });

  it("takes a removal back without undoing what happened since", () => {
    let state = ready("a.tif", "b.tif");
    state = reduce(state, { type: "remove", ids: [idOf(state, "a.tif")] });
    expect(names(state)).toEqual(["b.tif"]);
    state = reduce(state, { type: "measured", id: idOf(state, "b.tif"), bytes: 9 });
    state = reduce(state, dropped("c.tif"));
    state = reduce(state, { type: "undo" });
    expect(names(state)).toEqual(["a.tif", "b.tif", "c.tif"]);
    expect(state.items[1]!.sourceBytes).toBe(9);
    expect(state.notice).toBeNull();
  });

  it("moves several before another, in the order that they have", () => {
    let state = ready("a", "b", "c", "d", "e");
    const ids = (...wanted: string[]) => wanted.map((name) => idOf(state, name));
    state = reduce(state, { type: "moveBefore", ids: ids("d", "b"), before: idOf(state, "a") });
    expect(names(state)).toEqual(["b", "d", "a", "c", "e"]);
    state = reduce(state, { type: "moveBefore", ids: ids("b"), before: null });
    expect(names(state)).toEqual(["d", "a", "c", "e", "b"]);
    expect(reduce(state, { type: "moveBefore", ids: ids("c", "e"), before: idOf(state, "e") })).toBe(state);
  });

  it("takes several away at once, and gives them back", () => {
    let state = ready("a", "b", "c");
    const ids = [idOf(state, "a"), idOf(state, "c")];
    state = reduce(state, { type: "mark", ids });
    state = reduce(state, { type: "remove", ids });
    expect(names(state)).toEqual(["b"]);
    expect(state.marked).toEqual([]);
    expect(state.notice).toMatchObject({ text: "2 files removed from the queue." });
    expect(names(reduce(state, { type: "undo" }))).toEqual(["a", "b", "c"]);
  });

  it("moves within the queue", () => {
    let state = ready("a", "b", "c");
    state = reduce(state, { type: "move", id: idOf(state, "a"), by: 1 });
    state = reduce(state, { type: "move", id: idOf(state, "c"), by: 1 });
    expect(names(state)).toEqual(["b", "a", "c"]);
  });

  it("lets settings of one file become those of all, and takes that back", () => {
    let state = ready("a", "b");
    const own = { ...DEFAULT_SETTINGS, zarrFormat: 2 as const };
    state = reduce(state, { type: "ownSettings", id: idOf(state, "b"), settings: own });
    state = reduce(state, { type: "settingsForAll", settings: own });
    expect(state.settings).toBe(own);
    expect(state.items[1]!.ownSettings).toBeNull();
    state = reduce(state, { type: "undo" });
    expect(state.settings).toBe(DEFAULT_SETTINGS);
    expect(state.items[1]!.ownSettings).toBe(own);
  });
});

describe("planTogether", () => {
  type Destination = { there?: string[]; begun?: string[]; unfinished?: string[] };
  const planned = (
    state: AppState,
    { there = [], begun = [], unfinished = [] }: Destination = {},
    answer?: ExistingAnswer,
  ) =>
    planTogether(
      state.items,
      state.settings,
      {
        plan: async ({ verdict }, settings, otherNames) => {
          if (verdict.kind !== "ready") throw new Error("not open");
          return planAmong(verdict.image.description, settings, { there, begun }, otherNames);
        },
        unfinished: async () => new Set(unfinished),
      },
      { answer: answer ?? null },
    );
  const storesOf = (plans: JobPlans): string[] =>
    [...plans.plans.values()].flatMap((plan) => plan.outputs.map((output) => output.storeName));
  const existingOf = (plans: JobPlans): string[] => [...plans.plans.values()].map((plan) => plan.settings.existing);

  it("gives two files of the same name distinct stores", async () => {
    expect(storesOf(await planned(ready("x/cells.tif", "y/cells.tif")))).toHaveLength(2);
    let state = after(dropped("x/cells.tif", "y/cells.tif"));
    for (const item of state.items) state = reduce(state, opened(item.id, image("cells.tif")));
    const there = ["cells_2.ome.zarr"];
    expect(storesOf(await planned(state, { there }))).toEqual(["cells.ome.zarr", "cells_3.ome.zarr"]);
    state = reduce(state, { type: "settings", settings: { ...DEFAULT_SETTINGS, existing: "replace" } });
    expect(storesOf(await planned(state, { there }))).toEqual(["cells.ome.zarr", "cells_3.ome.zarr"]);
  });

  it("reports what is there, and follows the answer", async () => {
    const state = ready("cells.tif", "new.tif");
    const there = ["Cells.ome.zarr"];
    const asked = await planned(state, { there });
    expect(asked).toMatchObject({
      conflicts: [{ storeName: "cells.ome.zarr" }],
      canGoOn: false,
      remarks: [expect.any(String)],
    });
    expect(storesOf(await planned(state, { there }, "rename"))).toEqual(["cells_2.ome.zarr", "new.ome.zarr"]);
    for (const answer of ["replace", "skip"] as const) {
      const plans = await planned(state, { there }, answer);
      expect(plans.conflicts).toEqual([]);
      expect(existingOf(plans)).toEqual([answer, "refuse"]);
    }
  });

  it("asks whether a replacement that was begun is to go on, and says where that is", async () => {
    const state = ready("cells.tif");
    const destination = { there: ["cells.ome.zarr"], begun: ["cells.ome.zarr"] };
    const asked = await planned(state, destination);
    expect(asked).toMatchObject({
      conflicts: [{ storeName: "cells.ome.zarr" }],
      canGoOn: true,
      remarks: ["cells.ome.zarr goes on."],
    });
    expect(existingOf(await planned(state, destination, "resume"))).toEqual(["replace"]);
  });

  it("replaces what this page began and did not end, and nothing that was finished meanwhile", async () => {
    let state = ready("cells.tif");
    const [item] = state.items;
    const plan = planItem(item!, state.settings)!.plan!;
    state = reduce(state, { type: "begun", id: item!.id, leftBehind: leftBehindBy(plan) });
    const there = ["cells.ome.zarr"];
    expect(existingOf(await planned(state, { there, unfinished: there }))).toEqual(["replace"]);
    expect((await planned(state, { there })).conflicts.map(({ storeName }) => storeName)).toEqual(there);
    // Told to replace a store before, it does not ask again.
    const replacing = { ...plan, settings: { ...plan.settings, existing: "replace" as const } };
    state = reduce(state, { type: "begun", id: item!.id, leftBehind: leftBehindBy(replacing) });
    expect(existingOf(await planned(state, { there }))).toEqual(["replace"]);
  });

  it("keeps the errors of one file apart from the others", async () => {
    let state = ready("a.tif", "b.tif");
    const own = { ...DEFAULT_SETTINGS, chunkShape: [1, 2, 3] };
    state = reduce(state, { type: "ownSettings", id: idOf(state, "a.tif"), settings: own });
    const { plans, errors } = await planned(state);
    expect([...errors.values()][0]!.details.setting).toBe("chunk_shape");
    expect(plans.size).toBe(1);
  });
});

describe("the job in figures and words", () => {
  const progress = {
    bytesDone: 50,
    bytesTotal: 100,
    bytesBefore: 0,
    bytesWritten: 0,
    filesWritten: 0,
    stage: "writing" as const,
  };
  const pace = { rate: 10, secondsLeft: 15, toldAt: 0 };

  function running(): AppState {
    let state = ready("a.tif", "b.tif", "c.tif");
    const [a, b, c] = state.items.map((item) => item.id) as [string, string, string];
    state = reduce(state, { type: "job", job: sampleJob({ [a]: 100, [b]: 100, [c]: 100 }) });
    state = reduce(state, { type: "run", id: a, run: { kind: "stopped", share: null } });
    state = reduce(state, { type: "run", id: b, run: { kind: "running" } });
    state = reduce(state, { type: "run", id: c, run: { kind: "waiting" } });
    return reduce(state, { type: "progress", progress, pace });
  }

  it("changes no item with its figures, and forgets them when the next one begins", () => {
    const before = running();
    const state = reduce(before, { type: "progress", progress: { ...progress, bytesDone: 60 }, pace });
    expect(state.items).toBe(before.items);
    expect(jobProgress(state)?.bytesDone).toBe(160);
    const next = reduce(state, { type: "run", id: idOf(state, "c.tif"), run: { kind: "running" } });
    expect(next.progress).toBeNull();
  });

  it("adds items up", () => {
    const state = running();
    expect(jobProgress(state)).toMatchObject({
      bytesDone: 150,
      bytesTotal: 300,
      position: 2,
      count: 3,
      secondsLeft: 15,
    });
    expect(statusText(state)).toBe("Converting b.tif (2 of 3)");
    expect(jobProgress(initialState(DEFAULT_SETTINGS))).toBeNull();
  });

  it("names what became of them", () => {
    let state = ready("a.tif", "b.tif");
    expect(statusText(state)).toBe("2 ready");
    const error = errorToWire(new ZarrdropError("storage-full", "full"));
    state = reduce(state, {
      type: "run",
      id: idOf(state, "a.tif"),
      run: { kind: "done", result: resultOf(state.items[0]!) },
    });
    state = reduce(state, { type: "run", id: idOf(state, "b.tif"), run: { kind: "failed", error } });
    expect(statusText(state)).toBe("Done: a.tif. Failed: b.tif");
    expect(statusText(initialState(DEFAULT_SETTINGS))).toBe("Nothing to convert yet");
  });

  it("counts as ready what would be converted, and says which of it is damaged", () => {
    let state = ready("a.tif", "b.tif", "c.tif");
    const error = errorToWire(new ZarrdropError("corrupt", "It ends too early."));
    state = reduce(state, { type: "flawed", id: idOf(state, "b.tif"), error });
    expect(statusText(state)).toBe("3 ready (1 damaged)");
    // No image of one scene has a seventh.
    state = reduce(state, { type: "scenes", id: idOf(state, "c.tif"), scenes: [6] });
    expect(planProblemOf(state.items[2]!, state)?.kind).toBe("setting");
    expect(statusText(state)).toBe("2 ready (1 damaged), 1 not with these settings");
    const groups = queueGroups(state.items, state).map(({ name, items }) => [name, items.length]);
    expect(groups).toEqual([
      ["Ready", 2],
      ["Not converted", 1],
    ]);
    state = reduce(state, opened(idOf(state, "b.tif"), image("b.tif")));
    expect(statusText(state)).toBe("2 ready, 1 not with these settings");
  });

  it("does not arm a finished file again, whatever is changed; only one that is named is converted again", () => {
    let state = ready("a.tif");
    const id = idOf(state, "a.tif");
    state = reduce(state, { type: "run", id, run: { kind: "done", result: resultOf(state.items[0]!) } });
    state = reduce(state, { type: "settings", settings: { ...DEFAULT_SETTINGS, numLevels: 2 } });
    state = reduce(state, { type: "scenes", id, scenes: [0] });
    expect(canConvert(state.items[0]!)).toBe(false);
    expect(canConvertAgain(state.items[0]!)).toBe(true);
  });

  it("names an archive by what it may be", () => {
    const [item] = ready("a.tif").items;
    const v3 = planItem(item!, DEFAULT_SETTINGS)!.plan!;
    expect(archiveName(v3, "a.ome.zarr")).toBe("a.ozx");
    const v2 = planItem(item!, { ...DEFAULT_SETTINGS, zarrFormat: 2 })!.plan!;
    expect(archiveName(v2, "a.ome.zarr")).toBe("a.ome.zarr.zip");
  });
});

function resultOf(item: QueueItem): ConversionResult {
  const report: ConversionReport = {
    source: item.name,
    sourceFingerprint: "",
    provenance: { tool: "", source: { name: "", format: "", fingerprint: "" }, settings: {} },
    outputs: [],
    seconds: 1,
    decodeRatio: 1,
    route: "",
  };
  return {
    report,
    plan: planItem(item, DEFAULT_SETTINGS)!.plan!,
    settings: DEFAULT_SETTINGS,
    scenes: null,
    destination: { kind: "opfs", folder: "f" },
    folderName: null,
  };
}
