import { describe, expect, it, vi } from "vitest";
import { callWithToken, TokenTable } from "./abortTokens.ts";

describe("callWithToken and TokenTable", () => {
  it("aborts the other side and rejects at once", async () => {
    const table = new TokenTable();
    const controller = new AbortController();
    const seen = vi.fn();
    const call = callWithToken(
      controller.signal,
      (token) =>
        table.run(token, (signal) => {
          signal.addEventListener("abort", seen);
          return new Promise<never>(() => {});
        }),
      (token) => table.cancel(token),
    );
    controller.abort();
    await expect(call).rejects.toMatchObject({ kind: "cancelled" });
    expect(seen).toHaveBeenCalledOnce();
  });

  it("returns the result, and does not start when already aborted", async () => {
    const table = new TokenTable();
    const live = new AbortController().signal;
    const cancel = vi.fn();
    await expect(callWithToken(live, (token) => table.run(token, async () => 7), cancel)).resolves.toBe(7);
    const call = vi.fn();
    await expect(callWithToken(AbortSignal.abort(), call, cancel)).rejects.toMatchObject({ kind: "cancelled" });
    expect(call).not.toHaveBeenCalled();
    expect(cancel).not.toHaveBeenCalled();
  });

  it("ignores unknown and finished tokens", async () => {
    const table = new TokenTable();
    table.cancel("never");
    let signal: AbortSignal | undefined;
    await table.run("a", async (given) => void (signal = given));
    table.cancel("a");
    expect(signal?.aborted).toBe(false);
  });
});
