import { expect, it } from "vitest";
import { borrowRoom, freeMemory, releaseRooms, returnRoom } from "./rooms.ts";

it("memory that is freed is nobody's any more", () => {
  const buffer = new ArrayBuffer(1024);
  freeMemory(buffer);
  expect(buffer.byteLength).toBe(0);
});

it("what is released is freed, what is lent is not", () => {
  const [held, given] = [borrowRoom(100_000)!, borrowRoom(100_000)!];
  held.fill(7);
  returnRoom(given);
  releaseRooms();
  expect(given.byteLength).toBe(0);
  expect(held.every((value) => value === 7)).toBe(true);
  returnRoom(held);
  expect(borrowRoom(100_000)!.buffer).toBe(held.buffer);
});
