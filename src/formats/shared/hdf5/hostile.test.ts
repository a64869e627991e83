import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { MemorySource } from "../../../bytes/memorySource.ts";
import { openHdf5 } from "./node.ts";

const never = new AbortController().signal;

function fixture(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(new URL(`../../../../fixtures/hdf5/${name}`, import.meta.url)));
}

/** Places at which four letters stand. */
function placesOf(bytes: Uint8Array, letters: string): number[] {
  const text = Buffer.from(bytes).toString("latin1");
  const places: number[] = [];
  for (let at = text.indexOf(letters); at >= 0; at = text.indexOf(letters, at + 1)) places.push(at);
  return places;
}

function open(bytes: Uint8Array<ArrayBuffer>) {
  return openHdf5(new MemorySource("hostile.h5", bytes), never);
}

describe("HDF5 files that lie", () => {
  it("by two ways to one node of a group's tree end", async () => {
    const bytes = fixture("old-groups.h5");
    const view = new DataView(bytes.buffer);
    // Behind signature, kind, level, count and two neighbours of a node: a key, a child, a key, a child.
    const trees = placesOf(bytes, "TREE").filter((at) => bytes[at + 4] === 0 && view.getUint16(at + 6, true) > 1);
    expect(trees.length).toBeGreaterThan(0);
    for (const at of trees) view.setBigUint64(at + 48, view.getBigUint64(at + 32, true), true);
    const root = await open(bytes);
    await expect(root.child("many/member 0000", never)).rejects.toMatchObject({ kind: "corrupt" });
  });

  it("by a node of a tree that is its own child end", async () => {
    const bytes = fixture("old-groups.h5");
    const view = new DataView(bytes.buffer);
    const inner = placesOf(bytes, "TREE").find((at) => bytes[at + 4] === 0 && bytes[at + 5]! > 0)!;
    view.setBigUint64(inner + 32, BigInt(inner), true);
    const root = await open(bytes);
    await expect(root.child("many/member 0000", never)).rejects.toMatchObject({ kind: "corrupt" });
  });

  it("by links that lead to themselves end", async () => {
    const bytes = fixture("old-groups.h5");
    const places = placesOf(bytes, "/one/two");
    expect(places.length).toBeGreaterThan(0);
    for (const at of places) bytes.set(Buffer.from("////soft", "latin1"), at);
    const root = await open(bytes);
    await expect(root.child("soft/three", never)).rejects.toMatchObject({ kind: "corrupt" });
  });

  it("in their new structures do not pass their checksums", async () => {
    for (const letters of ["OHDR", "FRHP", "FHIB", "BTHD", "BTLF"]) {
      const bytes = fixture("new-groups.h5");
      for (const at of placesOf(bytes, letters)) bytes[at + 9]! ^= 1;
      const read = open(bytes).then((root) => root.child("many/member 0000", never));
      await expect(read, letters).rejects.toMatchObject({ kind: expect.stringMatching(/corrupt|unsupported-feature/) });
    }
  });

  it("by their size are cut off", async () => {
    for (const name of ["old-groups.h5", "new-groups.h5"]) {
      const bytes = fixture(name);
      for (const part of [0, 8, 60, 200, bytes.length / 2]) {
        const read = open(bytes.slice(0, part)).then((root) => root.child("many/member 0399", never));
        await expect(read, `${name}, ${part} bytes`).rejects.toMatchObject({ kind: "corrupt" });
      }
    }
  });
});
