import { describe, expect, it, vi } from "vitest";
import { keepSingleKeys } from "../../browser/keptKeys.ts";
import { pictureKeysText } from "./pictureKeysText.ts";
import { commandOf, SHORTCUTS } from "./shortcuts.ts";

describe("shortcuts", () => {
  const pressed = (key: string, held: readonly string[] = []): Parameters<typeof commandOf>[1] => ({
    key,
    ctrlKey: held.includes("Control"),
    metaKey: held.includes("Meta"),
    altKey: held.includes("Alt"),
    shiftKey: held.includes("Shift"),
    getModifierState: (name) => held.includes(name),
  });

  it("are told apart by what is held with a key", () => {
    expect(commandOf("page", pressed("z", ["Control"]))).toBe("undo");
    expect(commandOf("page", pressed("z", ["Meta"]))).toBe("undo");
    expect(commandOf("page", pressed("Z", ["Control", "Shift"]))).toBeNull();
    expect(commandOf("page", pressed("z"))).toBeNull();
    expect(commandOf("queue", pressed("ArrowUp"))).toBe("previous");
    expect(commandOf("queue", pressed("ArrowUp", ["Alt"]))).toBe("moveUp");
    expect(commandOf("picture", pressed("+", ["Control"]))).toBeNull();
    expect(commandOf("plate", pressed("ArrowUp", ["Shift"]))).toBe("up");
    expect(commandOf("picture", pressed("ArrowUp"))).toBe("up");
    expect(commandOf("picture", pressed("ArrowUp", ["Shift"]))).toBe("pixelUp");
  });

  it("are characters, whatever keyboard makes them", () => {
    expect(commandOf("page", pressed("?", ["Shift"]))).toBe("help");
    expect(commandOf("picture", pressed("G", ["Shift"]))).toBe("grid");
    expect(commandOf("picture", pressed("=", []))).toBe("zoomIn");
    expect(commandOf("plate", pressed(" "))).toBe("toggle");
    expect(commandOf("picture", pressed("[", ["Control", "Alt", "AltGraph"]))).toBe("finer");
  });

  it("of one character do nothing where they are switched off, from then on", () => {
    const kept = new Map<string, string>();
    vi.stubGlobal("localStorage", {
      getItem: (name: string) => kept.get(name) ?? null,
      setItem: (name: string, text: string) => kept.set(name, text),
    });
    expect(commandOf("page", pressed("j"))).toBe("nextFile");
    keepSingleKeys(false);
    expect(commandOf("page", pressed("j"))).toBeNull();
    expect(commandOf("page", pressed("?", ["Shift"]))).toBeNull();
    expect(commandOf("picture", pressed("+"))).toBeNull();
    expect(commandOf("picture", pressed("ArrowLeft"))).toBe("left");
    expect(commandOf("page", pressed("Enter", ["Control"]))).toBe("convert");
    expect(commandOf("page", pressed("Escape"))).toBe("closeHelp");
    keepSingleKeys(true);
    expect(commandOf("page", pressed("j"))).toBe("nextFile");
    vi.unstubAllGlobals();
  });

  it("do one thing each, also where two places listen", () => {
    const chordsIn = (place: keyof typeof SHORTCUTS): string[] =>
      SHORTCUTS[place].flatMap(({ keys, also }) => [...Object.keys(keys), ...Object.keys(also ?? {})]);
    for (const place of ["picture", "grid", "queue", "plate"] as const) {
      const chords = [...chordsIn("page"), ...chordsIn(place)];
      expect(chords).toEqual([...new Set(chords)]);
    }
  });

  it("are read aloud in words, each of them", () => {
    const text = pictureKeysText();
    expect(text).toMatch(
      /^Move: left arrow, up arrow, down arrow, right arrow\. Point to the next pixel: Shift left arrow, /,
    );
    expect(text).toContain("Chunk grid: G.");
    expect(text).toContain("Zoom in, zoom out: plus, minus.");
    expect(text).toContain("Next time point, previous time point: full stop, comma.");
    // Letters, digits and words: nothing of it is a sign, or the name that events have.
    expect(text).not.toMatch(/[^\w\s:,.]|[a-z][A-Z]/);
  });
});
