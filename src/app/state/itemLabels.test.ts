import { describe, expect, it } from "vitest";
import { describeImage, describeScene } from "../../../testing/plan/sampleDescription.ts";
import { sampleJob } from "../../../testing/app/sampleJob.ts";
import type { SceneDescription } from "../../model/image.ts";
import { DEFAULT_SETTINGS } from "../../plan/settings/defaultSettings.ts";
import { initialState, type Action, type AppState } from "./appState.ts";
import { effectsOf } from "./effects.ts";
import { newItem } from "./queue.ts";
import { reduce } from "./reduce.ts";

const scene = (id: string, more: Partial<SceneDescription> = {}) => describeScene("yx", [64, 64], { id, ...more });
const labelsScene = (name: string, of = 0) =>
  scene(`labels ${name} ${of}`, { labelOf: { scene: of, name }, isLabelImage: true });
let nextImage = 1;
const opened = (id: string, scenes: SceneDescription[] = [scene("0")]): Action => ({
  type: "opened",
  id,
  image: { id: nextImage++, description: describeImage(scenes, { name: id, files: [id] }) },
  mosaic: "stitch",
});

/** Images of these names, ready. */
function ready(...names: string[]): AppState {
  const items = names.map((name) =>
    newItem(name, "drop", {
      name,
      path: name,
      base: "",
      fromFolder: false,
      source: { kind: "files", files: [], main: name },
    }),
  );
  return names
    .map((name) => opened(name))
    .reduce(reduce, reduce(initialState(DEFAULT_SETTINGS), { type: "dropped", items }));
}

const add = (id: string, mask: string, name = "cells"): Action => ({ type: "addLabels", added: [{ id, mask, name }] });
const names = ({ items }: AppState) => items.map(({ id }) => id);
const labelsOf = ({ items }: AppState, id: string) =>
  items.find((item) => item.id === id)!.labels.map(({ name }) => name);

describe("labels of an image", () => {
  it("are taken out of the queue, and the image is opened anew with them", () => {
    const before = ready("a.tif", "mask.tif", "c.tif");
    const state = reduce(before, add("a.tif", "mask.tif"));
    expect(names(state)).toEqual(["a.tif", "c.tif"]);
    expect(labelsOf(state, "a.tif")).toEqual(["cells"]);
    const reads = effectsOf(before, state).flatMap((effect) => (effect.kind === "start-reading" ? [effect.read] : []));
    expect(reads).toEqual([{ kind: "open", id: "a.tif", mosaic: "stitch", labels: [["mask.tif", "cells"]] }]);
    expect(state.notice).toMatchObject({ kind: "undo", text: "mask.tif is labels of a.tif now." });
  });

  it("are given back with their images by an undo, which has nothing read again", () => {
    const before = reduce(ready("a.tif", "mask.tif"), { type: "select", id: "mask.tif" });
    let state = reduce(before, add("a.tif", "mask.tif"));
    expect(state.selected).toBe("a.tif");
    state = reduce(state, opened("a.tif", [scene("0"), labelsScene("cells")]));
    const back = reduce(state, { type: "undo" });
    expect(back.items).toEqual(before.items);
    expect(back.selected).toBe("mask.tif");
    expect(
      effectsOf(state, back).flatMap((effect) => (effect.kind === "start-reading" ? [effect.read.kind] : [])),
    ).toEqual(["measure"]);
  });

  it("cannot be taken back when they are being written", () => {
    let state = reduce(ready("a.tif", "mask.tif"), add("a.tif", "mask.tif"));
    state = [
      opened("a.tif", [scene("0"), labelsScene("cells")]),
      { type: "job", job: sampleJob({ "a.tif": 1 }) } as const,
      { type: "run", id: "a.tif", run: { kind: "running" } } as const,
    ].reduce(reduce, state);
    const back = reduce(state, { type: "undo" });
    expect(names(back)).toEqual(["a.tif"]);
    expect(labelsOf(back, "a.tif")).toEqual(["cells"]);
    expect(reduce(state, { type: "removeLabels", id: "a.tif", mask: "mask.tif" })).toBe(state);
  });

  it("become an image of their own again, which an undo takes back", () => {
    let state = reduce(ready("a.tif", "mask.tif", "c.tif"), add("a.tif", "mask.tif"));
    state = reduce(state, opened("a.tif", [scene("0"), labelsScene("cells")]));
    const apart = reduce(state, { type: "removeLabels", id: "a.tif", mask: "mask.tif" });
    expect(names(apart)).toEqual(["a.tif", "mask.tif", "c.tif"]);
    expect(apart.items[1]!.verdict).toEqual({ kind: "checking", step: "open", before: null });
    expect(apart.keptApart).toEqual(["mask.tif"]);
    const back = reduce(apart, { type: "undo" });
    expect(names(back)).toEqual(["a.tif", "c.tif"]);
    expect(labelsOf(back, "a.tif")).toEqual(["cells"]);
  });

  it("of several files come at once, each with a name that no other labels of the image have", () => {
    const start = ready("a.tif", "m1.tif", "m2.tif", "b.tif", "m3.tif");
    const added = [
      { id: "a.tif", mask: "m1.tif", name: "cells" },
      { id: "a.tif", mask: "m2.tif", name: "Cells" },
      { id: "b.tif", mask: "m3.tif", name: "x/y" },
    ];
    const state = reduce(start, { type: "addLabels", added });
    expect(names(state)).toEqual(["a.tif", "b.tif"]);
    expect([labelsOf(state, "a.tif"), labelsOf(state, "b.tif")]).toEqual([["cells", "Cells_2"], ["x_y"]]);
    expect(state.notice).toMatchObject({ text: "3 files are labels of others now." });
    expect(reduce(state, { type: "undo" }).items).toEqual(start.items);
  });

  it("are called otherwise, but as no others: neither those added, nor those in the file", () => {
    let state = ready("a.tif", "m1.tif", "m2.tif");
    state = reduce(state, opened("a.tif", [scene("0"), labelsScene("own")]));
    state = reduce(state, add("a.tif", "m1.tif", "cells"));
    state = reduce(state, opened("a.tif", [scene("0"), labelsScene("own"), labelsScene("cells")]));
    state = reduce(state, { type: "nameLabels", id: "a.tif", mask: "m1.tif", name: "own" });
    expect(labelsOf(state, "a.tif")).toEqual(["own_2"]);
    expect(reduce(state, { type: "nameLabels", id: "a.tif", mask: "m1.tif", name: "own_2" })).toBe(state);
  });

  it("have names that the folder around them has room for, as all labels of a plan", () => {
    const long = "n".repeat(120);
    const added = [
      { id: "a.tif", mask: "m1.tif", name: long },
      { id: "a.tif", mask: "m2.tif", name: long },
      { id: "a.tif", mask: "m3.tif", name: "zarr.json" },
    ];
    const state = reduce(ready("a.tif", "m1.tif", "m2.tif", "m3.tif"), { type: "addLabels", added });
    expect(labelsOf(state, "a.tif")).toEqual([long, `${"n".repeat(118)}_2`, "zarr.json_2"]);
  });

  it("may be called as the labels of a file that says them for each of its scenes, by the next number alone", () => {
    const scenes = [scene("0"), scene("1"), labelsScene("own", 0), labelsScene("own", 1)];
    const state = reduce(reduce(ready("a.tif", "m1.tif"), opened("a.tif", scenes)), add("a.tif", "m1.tif", "own"));
    expect(labelsOf(state, "a.tif")).toEqual(["own_2"]);
  });

  it("are no image that is under way, none that has labels itself, and not the image", () => {
    let state = ready("a.tif", "b.tif", "c.tif");
    expect(reduce(state, add("a.tif", "a.tif"))).toBe(state);
    expect(reduce(state, add("a.tif", "gone.tif"))).toBe(state);
    const waiting = reduce(state, { type: "run", id: "b.tif", run: { kind: "waiting" } });
    expect(reduce(waiting, add("a.tif", "b.tif"))).toBe(waiting);
    expect(reduce(waiting, add("b.tif", "a.tif"))).toBe(waiting);
    state = reduce(state, add("a.tif", "b.tif"));
    state = reduce(state, opened("a.tif", [scene("0"), labelsScene("cells")]));
    expect(reduce(state, add("c.tif", "a.tif"))).toBe(state);
  });

  it("are chosen with their image among scenes", () => {
    const three = [scene("0"), scene("1"), scene("2")];
    let state = reduce(ready("a.tif", "mask.tif"), opened("a.tif", three));
    state = reduce(state, { type: "scenes", id: "a.tif", scenes: [1, 2] });
    state = reduce(state, add("a.tif", "mask.tif"));
    const labelled = [...three, ...[0, 1, 2].map((of) => labelsScene("cells", of))];
    state = reduce(state, opened("a.tif", labelled));
    expect(state.items[0]!.scenes).toEqual([1, 2, 4, 5]);
    state = reduce(state, { type: "scenes", id: "a.tif", scenes: [1, 2, 4] });
    state = reduce(state, { type: "removeLabels", id: "a.tif", mask: "mask.tif" });
    state = reduce(state, opened("a.tif", three));
    expect(state.items[0]!.scenes).toEqual([1, 2]);
  });
});
