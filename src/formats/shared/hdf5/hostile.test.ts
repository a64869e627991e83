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

const [HEAD, LINK] = [96, 24];

/** A file of superblock version 0 whose root is an object header of version 1 at 96, with one message or several. */
function fileOf(size: number, { messages, length }: { messages: number; length: number }): Buffer<ArrayBuffer> {
  const bytes = Buffer.alloc(size);
  bytes.write("\x89HDF\r\n\x1a\n", "latin1");
  bytes.set([8, 8], 13);
  bytes.set([4, 0, 16, 0], 16);
  bytes.fill(0xff, 32, 40).fill(0xff, 48, 56);
  bytes.writeBigUInt64LE(BigInt(size), 40);
  bytes.writeBigUInt64LE(BigInt(HEAD), 64);
  bytes.set([1, 0], HEAD);
  bytes.writeUInt16LE(messages, HEAD + 2);
  bytes.writeUInt32LE(1, HEAD + 4);
  bytes.writeUInt32LE(length, HEAD + 8);
  return bytes;
}

/** Links of a group in its header, all of them to one empty group. */
function groupOf(members: number): Uint8Array<ArrayBuffer> {
  const empty = HEAD + 16 + members * LINK;
  const bytes = fileOf(empty + 16, { messages: members, length: members * LINK });
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

/** The same in a table of symbols: a tree, whose nodes have half of the members each, and a heap of their names. */
function tableOf(members: number): Uint8Array<ArrayBuffer> {
  const [NAME, ENTRY] = [8, 40];
  const half = Math.ceil(members / 2);
  const [tree, heap, names] = [136, 200, 232];
  const nodes = [0, 1].map((node) => names + members * NAME + node * (8 + half * ENTRY));
  const empty = nodes[1]! + 8 + half * ENTRY;
  const bytes = fileOf(empty + 16, { messages: 1, length: 24 });
  const put = (at: number, ...values: number[]): void => {
    for (const [index, value] of values.entries()) bytes.writeBigUInt64LE(BigInt(value), at + 8 * index);
  };
  bytes.set([17, 0, 16, 0], HEAD + 16);
  put(HEAD + 24, tree, heap);
  bytes.write("TREE\0\0\x02\0", tree, "latin1");
  bytes.fill(0xff, tree + 8, tree + 24);
  put(tree + 24, 0, nodes[0]!, half * NAME, nodes[1]!, members * NAME);
  bytes.write("HEAP", heap, "latin1");
  put(heap + 8, members * NAME, 1, names);
  for (let member = 0; member < members; member++) {
    bytes.write(String(member).padStart(6, "0"), names + member * NAME, "latin1");
    put(nodes[Math.floor(member / half)]! + 8 + (member % half) * ENTRY, member * NAME, empty);
  }
  for (const [node, at] of nodes.entries()) {
    bytes.write("SNOD\x01", at, "latin1");
    bytes.writeUInt16LE(node === 0 ? half : members - half, at + 6);
  }
  bytes.set([1, 0, 0, 0, 1], empty);
  return new Uint8Array(bytes);
}

/** Milliseconds of processor time for each member of a file's root, all of them looked for once. */
async function timeOfMember(bytes: Uint8Array<ArrayBuffer>): Promise<number> {
  const before = processorTime();
  const root = await open(bytes);
  const names = await root.names(never);
  let groups = 0;
  for (const name of names) if ((await root.child(name, never))?.isDataset === false) groups++;
  expect(groups).toBe(names.length);
  return (processorTime() - before) / names.length;
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
    await expect((await open(tableOf(100_001))).names(never)).rejects.toMatchObject({ kind: "limit" });
    // What one costs may not depend on how many there are.
    for (const make of [groupOf, tableOf]) {
      await timeOfMember(make(3000));
      const few = await timeOfMember(make(3000));
      const many = await timeOfMember(make(65_000));
      expect(many, `${make.name}: few take ${few} ms each, many ${many} ms`).toBeLessThan(3 * few + 0.02);
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
