import { MessageChannel } from "node:worker_threads";
import { expose, wrap } from "comlink";
import type { Endpoint } from "comlink";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { ZarrdropError } from "../model/errors.ts";
import { errorFromWire, errorToWire, installErrorTransfer } from "./errorTransfer.ts";
import { transferPixels } from "./pixelTransfer.ts";

const api = {
  fail(): Promise<void> {
    const cause = new RangeError("offset 12 lies outside", { cause: new Error("deeper") });
    return Promise.reject(new ZarrdropError("corrupt", "cells.tif ends too early.", { file: "cells.tif" }, cause));
  },
  failUntagged(): void {
    throw new TypeError("x is not a function");
  },
  abort(): void {
    throw new DOMException("The operation was aborted.", "AbortError");
  },
  pixels() {
    return transferPixels({ dtype: "uint16", shape: [2, 2], pixels: Uint16Array.of(1, 2, 3, 4) });
  },
};

describe("errors over a channel", () => {
  const ports: { close(): void }[] = [];
  beforeAll(installErrorTransfer);
  afterEach(() => ports.splice(0).forEach((port) => port.close()));

  function connect() {
    const { port1, port2 } = new MessageChannel();
    ports.push(port1, port2);
    // Node's MessagePort is an EventTarget with postMessage and start, which is all that Comlink uses of an endpoint.
    expose(api, port1 as unknown as Endpoint);
    return wrap<typeof api>(port2 as unknown as Endpoint);
  }

  it("keeps kind, message, details and the chain of causes", async () => {
    const error = await connect()
      .fail()
      .then(
        () => null,
        (thrown: unknown) => thrown,
      );
    expect(error).toBeInstanceOf(ZarrdropError);
    expect(error).toMatchObject({
      kind: "corrupt",
      message: "cells.tif ends too early.",
      details: { file: "cells.tif" },
      cause: { name: "RangeError", message: "offset 12 lies outside", cause: { message: "deeper" } },
    });
  });

  it("tags what was not tagged", async () => {
    await expect(connect().failUntagged()).rejects.toMatchObject({
      kind: "internal",
      message: expect.stringContaining("a defect of the program, not of your file"),
      details: { technical: expect.stringContaining("x is not a function") },
    });
    await expect(connect().abort()).rejects.toMatchObject({ kind: "cancelled" });
  });

  it("moves pixels", async () => {
    const answer = await connect().pixels();
    expect(answer).toEqual({ dtype: "uint16", shape: [2, 2], pixels: Uint16Array.of(1, 2, 3, 4) });
  });

  it("cuts an endless chain of causes and accepts values that are no errors", () => {
    const loop = new Error("loop");
    loop.cause = loop;
    const wire = errorToWire(new ZarrdropError("internal", "x", {}, loop));
    expect(wire.causes).toHaveLength(8);
    expect(errorFromWire(errorToWire("plain text"))).toMatchObject({
      kind: "internal",
      details: { technical: "plain text" },
    });
    const strange = { ...wire, kind: "nonsense" } as unknown as typeof wire;
    expect(errorFromWire(strange).kind).toBe("internal");
  });
});
