import { afterEach, expect, test, vi } from "vitest";

afterEach(() => vi.unstubAllGlobals());

test.each(["as in Node", "as in a browser"])(
  "%s: messages are heard meanwhile, turns come in the order of asking",
  async (platform) => {
    vi.resetModules();
    if (platform === "as in a browser") vi.stubGlobal("setImmediate", undefined);
    const { nextTurn } = await import("./nextTurn.ts");
    const seen: string[] = [];
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener("message", () => seen.push("message"));
    port1.start();
    port2.postMessage(null);
    await Promise.all([nextTurn().then(() => seen.push("first")), nextTurn().then(() => seen.push("second"))]);
    for (let turn = 0; turn < 1000 && !seen.includes("message"); turn++) await nextTurn();
    port1.close();
    expect(seen.filter((each) => each !== "message")).toEqual(["first", "second"]);
    expect(seen).toContain("message");
  },
);
