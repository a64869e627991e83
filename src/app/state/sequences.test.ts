import { describe, expect, it } from "vitest";
import type { FilesReference } from "../../model/references.ts";
import { DEFAULT_SETTINGS } from "../../plan/settings/defaultSettings.ts";
import { describeImage, describeScene } from "../../../testing/plan/sampleDescription.ts";
import { initialState, type Action, type AppState } from "./appState.ts";
import { newItem } from "./queue.ts";
import { reduce } from "./reduce.ts";
import { findSequences, layoutOffer, layoutText, partsOf, sequenceName } from "./sequences.ts";

/** A state with single images of these names in one folder. */
function withFiles(...names: string[]): AppState {
  return withPaths(...names.map((name) => `plate/${name}`));
}

/** A state with single images at these paths of a drop. */
function withPaths(...paths: string[]): AppState {
  const items = paths
    .map((path) => {
      const cut = path.lastIndexOf("/");
      return { name: path.slice(cut + 1), path, base: path.slice(0, Math.max(cut, 0)), fromFolder: true };
    })
    .map((candidate) => {
      const source = { kind: "files" as const, files: [], main: candidate.name };
      return newItem(candidate.path, "d", { ...candidate, source });
    });
  let state = reduce(initialState(DEFAULT_SETTINGS), { type: "dropped", items });
  for (const [index, { id, name }] of state.items.entries()) {
    const description = describeImage([describeScene("yx", [8, 8])], { name, files: [name] });
    state = reduce(state, { type: "opened", id, image: { id: index, description }, mosaic: "stitch" });
  }
  return state;
}

describe("sequences", () => {
  const names = [0, 1, 2].flatMap((z) => ["DAPI", "GFP"].map((channel) => `cells_z${z}_${channel}.tif`));

  it("are offered where names go together", () => {
    const [offer] = findSequences(withFiles(...names, "overview.tif").items, "d");
    expect(partsOf(offer!, offer!.pattern)).toHaveLength(6);
    expect(layoutText(layoutOffer(offer!, offer!.pattern))).toBe("c 2 × z 3");
    expect(sequenceName(offer!)).toBe("plate");
    expect(sequenceName({ base: "", pattern: { template: "cells_z{z}.tif" } })).toBe("cells_z");
    expect(sequenceName({ base: "", pattern: { template: "t{t}/z{z}.tif" } })).toBe("sequence");
    expect(findSequences(withFiles("a.tif", "b.tif").items, "d")).toEqual([]);
    expect(findSequences(withFiles(...names).items, "another drop")).toEqual([]);
  });

  const across: [string, string[], [string, string, number][]][] = [
    [
      "a folder for each time point and channel",
      ["1", "2"].flatMap((t) => ["1", "2"].flatMap((c) => ["1", "2"].map((z) => `exp/t${t}/c${c}/z${z}.tif`))),
      [["exp", "t{t}/c{c}/z{z}.tif", 8]],
    ],
    [
      "folders side by side",
      ["1", "2", "3"].flatMap((t) => ["1", "2"].map((z) => `t${t}/z${z}.tif`)),
      [["", "t{t}/z{z}.tif", 6]],
    ],
    ["one folder deep inside", ["1", "2", "3"].map((z) => `a{1}/raw/z${z}.tif`), [["a{1}/raw", "z{z}.tif", 3]]],
    [
      "two kinds of images, and others",
      [
        ...["1", "2", "3", "4"].map((z) => `exp/raw/cells_z${z}.tif`),
        ...["1", "2", "3"].map((t) => `exp/maps/map_${t}_t.tif`),
        "exp/overview.tif",
      ],
      [
        ["exp/raw", "cells_z{z}.tif", 4],
        ["exp/maps", "map_{z}_t.tif", 3],
      ],
    ],
  ];
  it.each(across)("are found across folders: %s", (_, paths, expected) => {
    const found = findSequences(withPaths(...paths).items, "d");
    const told = found.map((each) => [each.base, each.pattern.template, partsOf(each, each.pattern).length]);
    expect(told).toEqual(expected);
  });

  it("take the place of their parts, and give it back", () => {
    const state = withFiles("about.tif", ...names);
    const offer = { ...findSequences(state.items, "d")[0]!, source: state.items[0]!.source as FilesReference };
    const candidate = { name: "plate", path: "p", base: "plate", fromFolder: false, source: offer.source };
    const parts = partsOf(offer, offer.pattern);
    const combine: Action = { type: "combined", offer, parts, item: newItem("new", offer.drop, candidate) };
    const combined = reduce(reduce(state, { type: "offers", offers: [offer] }), combine);
    expect(combined.items.map((item) => item.name)).toEqual(["about.tif", "plate"]);
    expect(combined.offers).toEqual([]);
    const undone = reduce(combined, { type: "undo" });
    expect(undone.items.map((item) => item.name)).toEqual(["about.tif", ...names]);
  });

  it("refuse a pattern that cannot be used", () => {
    const [offer] = findSequences(withFiles(...names).items, "d");
    expect(() => partsOf(offer!, { template: "{q}.tif" })).toThrow(/pattern/);
  });
});
