import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { MemorySource } from "../../../bytes/memorySource.ts";
import { processorTime } from "../../../../testing/processorTime.ts";
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

/** A file whose root has so many members, all of them one empty group: superblock of version 0, object headers of version 1. */
function groupOf(members: number): Uint8Array<ArrayBuffer> {
  const HEAD = 96;
  const LINK = 24;
  const empty = HEAD + 16 + members * LINK;
  const bytes = Buffer.alloc(empty + 16);
  bytes.write("\x89HDF\r\n\x1a\n", "latin1");
  bytes.set([8, 8], 13);
  bytes.set([4, 0, 16, 0], 16);
  bytes.fill(0xff, 32, 40).fill(0xff, 48, 56);
  bytes.writeBigUInt64LE(BigInt(bytes.length), 40);
  bytes.writeBigUInt64LE(BigInt(HEAD), 64);
  bytes.set([1, 0], HEAD);
  bytes.writeUInt16LE(members, HEAD + 2);
  bytes.writeUInt32LE(1, HEAD + 4);
  bytes.writeUInt32LE(members * LINK, HEAD + 8);
  for (let member = 0; member < members; member++) {
    const at = HEAD + 16 + member * LINK;
    // A link message of 16 bytes: version 1, a name of five letters, where it leads.
    bytes.set([6, 0, 16, 0, 0, 0, 0, 0, 1, 0, 5], at);
    bytes.write(String(member).padStart(5, "0"), at + 11, "latin1");
    bytes.writeBigUInt64LE(BigInt(empty), at + 16);
  }
  bytes.set([1, 0, 0, 0, 1], empty);
  return new Uint8Array(bytes);
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

  it("by members without number are refused, and many are found without going through all for each", async () => {
    await expect((await open(groupOf(25_000))).names(never)).rejects.toMatchObject({ kind: "limit" });
    const root = await open(groupOf(10_000));
    const before = processorTime();
    for (const name of await root.names(never)) expect((await root.child(name, never))!.isDataset).toBe(false);
    expect(processorTime() - before).toBeLessThan(4000);
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
