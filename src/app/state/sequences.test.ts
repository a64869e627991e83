import { describe, expect, it } from "vitest";
import { DEFAULT_SETTINGS } from "../../plan/defaultSettings.ts";
import { describeImage, describeScene } from "../../plan/describeForTests.ts";
import { initialState, type Action, type AppState } from "./appState.ts";
import { reduce } from "./reduce.ts";
import { findSequences, layoutOffer, layoutText, partsOf, sequenceName } from "./sequences.ts";

/** A state with single images of these names in one folder. */
function withFiles(...names: string[]): AppState {
  const candidates = names.map((name) => ({
    name,
    path: `plate/${name}`,
    base: "plate",
    fromFolder: true,
    source: { kind: "files" as const, files: [], main: name },
  }));
  let state = reduce(initialState(DEFAULT_SETTINGS), { type: "dropped", drop: "d", candidates });
  for (const [index, { id, name }] of state.items.entries()) {
    const description = describeImage([describeScene("yx", [8, 8])], { name, files: [name] });
    state = reduce(state, { type: "opened", id, image: { id: index, description } });
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
    expect(findSequences(withFiles("a.tif", "b.tif").items, "d")).toEqual([]);
    expect(findSequences(withFiles(...names).items, "another drop")).toEqual([]);
  });

  it("take the place of their parts, and give it back", () => {
    const state = withFiles("about.tif", ...names);
    const [offer] = findSequences(state.items, "d");
    const candidate = { name: "plate", path: "p", base: "plate", fromFolder: false, source: offer!.source };
    const parts = partsOf(offer!, offer!.pattern);
    const combine: Action = { type: "combined", offer: offer!, parts, candidate, id: "new" };
    const combined = reduce(reduce(state, { type: "offers", offers: [offer!] }), combine);
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
