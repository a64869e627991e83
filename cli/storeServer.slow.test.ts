import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sourceChanged } from "../src/bytes/sourceErrors.ts";
import { MemorySource } from "../src/bytes/memorySource.ts";
import { servedFolder } from "./servedFolder.ts";
import { serveStores } from "./storeServer.ts";

const VIEWER = "https://viewer.example";
/** More than is read at a time. */
const LARGE = Uint8Array.from({ length: 9 * 2 ** 20 + 5 }, (_, at) => (at * 31) % 251);

type Answer = { status: number; headers: Record<string, string | string[] | undefined>; body: Buffer };

describe("stores that are served", () => {
  const parent = mkdtempSync(join(tmpdir(), "zarrdrop-served-"));
  const folder = join(parent, "a.ome.zarr");
  let server: Awaited<ReturnType<typeof serveStores>>;

  beforeAll(async () => {
    mkdirSync(join(folder, "0", "c"), { recursive: true });
    writeFileSync(join(parent, "secret.txt"), "secret");
    writeFileSync(join(folder, "zarr.json"), "{}");
    writeFileSync(join(folder, "0", "c", "0"), "0123456789");
    writeFileSync(join(folder, "0", "c", "1"), LARGE);
    writeFileSync(join(folder, "0", "c", "empty"), "");
    if (process.platform !== "win32") {
      symlinkSync(join(parent, "secret.txt"), join(folder, "link.txt"));
      symlinkSync(parent, join(folder, "out"));
    }
    const broken = Object.assign(new MemorySource("zarr.json", new Uint8Array(10)), {
      read: () => Promise.reject(sourceChanged("zarr.json")),
    });
    const stores = new Map([
      ["a.ome.zarr", await servedFolder(folder)],
      ["two words.zarr", await servedFolder(folder)],
      ["broken", { open: async () => broken }],
    ]);
    server = await serveStores({ stores, origins: [VIEWER], port: 0, ifTaken: "fail" });
  });
  afterAll(async () => {
    await server.close();
    rmSync(parent, { recursive: true });
  });

  /** Sends the path as it is: `fetch` would tidy it. */
  function ask(path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const { hostname, port } = new URL(server.url);
      request({ hostname, port, path, method, headers }, (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("error", reject);
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) }),
        );
      })
        .on("error", reject)
        .end();
    });
  }

  it.each([
    ["bytes=2-4", 206, "234", "bytes 2-4/10"],
    ["bytes=7-", 206, "789", "bytes 7-9/10"],
    ["bytes=7-99", 206, "789", "bytes 7-9/10"],
    ["bytes=-3", 206, "789", "bytes 7-9/10"],
    ["bytes=-30", 206, "0123456789", "bytes 0-9/10"],
    ["bytes=0-0", 206, "0", "bytes 0-0/10"],
    ["bytes=10-", 416, "The file does not reach there.\n", "bytes */10"],
    ["bytes=-0", 416, "The file does not reach there.\n", "bytes */10"],
    ["bytes=4-2", 200, "0123456789", undefined],
    ["bytes=0-1,4-5", 200, "0123456789", undefined],
    ["lines=0-1", 200, "0123456789", undefined],
    [undefined, 200, "0123456789", undefined],
  ])("the part %s of a file", async (range, status, body, contentRange) => {
    const headers: Record<string, string> = range === undefined ? {} : { range };
    const answer = await ask("/a.ome.zarr/0/c/0", headers);
    expect(answer).toMatchObject({ status, body: Buffer.from(body) });
    expect(answer.headers["content-range"]).toBe(contentRange);
    expect(answer.headers["accept-ranges"]).toBe("bytes");
    const head = await ask("/a.ome.zarr/0/c/0", headers, "HEAD");
    expect([head.status, head.body.length]).toEqual([status, 0]);
    if (status !== 416) expect(head.headers["content-length"]).toBe(String(body.length));
  });

  it("files of any size, metadata as JSON, names as addresses have them", async () => {
    expect((await ask("/a.ome.zarr/0/c/1")).body.equals(LARGE)).toBe(true);
    const part = await ask("/a.ome.zarr/0/c/1", { range: `bytes=${LARGE.length - 5000000}-` });
    expect(part.body.equals(LARGE.subarray(-5000000))).toBe(true);
    expect(await ask("/a.ome.zarr/0/c/empty")).toMatchObject({ status: 200, body: Buffer.from("") });
    expect((await ask("/two%20words.zarr/zarr.json?x#y")).headers["content-type"]).toBe("application/json");
  });

  it("nothing that is not in them, by no path and by no link", async () => {
    const outside = ["/a.ome.zarr/../secret.txt", "/a.ome.zarr/%2e%2e/secret.txt", "/a.ome.zarr/..%2fsecret.txt"];
    const links = ["/a.ome.zarr/link.txt", "/a.ome.zarr/out/secret.txt", "/a.ome.zarr/out/a.ome.zarr/zarr.json"];
    const others = ["/", "/secret.txt", "/a.ome.zarr", "/a.ome.zarr/", "/a.ome.zarr/0", "/a.ome.zarr//zarr.json", "/%"];
    const windows = [
      "/a.ome.zarr/..%5csecret.txt",
      "/a.ome.zarr/zarr.json::$DATA",
      "/a.ome.zarr/c:%5cx",
      "/a.ome.zarr/x%00",
    ];
    for (const path of [...outside, ...links, ...others, ...windows]) {
      const { status, body } = await ask(path);
      expect([path, status, body.toString()]).toEqual([path, 404, "Not found\n"]);
    }
  });

  it("are only read", async () => {
    for (const method of ["PUT", "POST", "DELETE"])
      expect((await ask("/a.ome.zarr/zarr.json", {}, method)).status).toBe(405);
  });

  it("to pages that may, and to programs; others get nothing", async () => {
    for (const origin of [VIEWER, "http://localhost:3000", "http://127.0.0.1:8080"]) {
      const { status, headers } = await ask("/a.ome.zarr/zarr.json", { origin, range: "bytes=0-1" });
      expect([status, headers["access-control-allow-origin"]]).toEqual([206, origin]);
      expect(headers["access-control-expose-headers"]).toContain("Content-Range");
      const preflight = { origin, "access-control-request-headers": "range", "access-control-request-method": "GET" };
      const asked = await ask("/a.ome.zarr/zarr.json", preflight, "OPTIONS");
      expect([asked.status, asked.headers["access-control-allow-headers"]]).toEqual([204, "Range"]);
    }
    for (const origin of ["https://evil.example", "https://localhost.evil.example", `${VIEWER}.evil.example`, "null"]) {
      for (const method of ["GET", "OPTIONS"]) {
        const { status, headers } = await ask("/a.ome.zarr/zarr.json", { origin }, method);
        expect([origin, status, headers["access-control-allow-origin"]]).toEqual([origin, 403, undefined]);
      }
    }
    const { headers } = await ask("/a.ome.zarr/zarr.json");
    expect(headers).toMatchObject({ "cross-origin-resource-policy": "same-origin" });
    expect((await ask("/a.ome.zarr/zarr.json", { host: "evil.example" })).status).toBe(421);
  });

  /** Asks for a file and stops reading after the first bytes; the rest comes when it is asked for. */
  function askSlowly(
    path: string,
    { url } = server,
  ): Promise<{ rest: () => Promise<Buffer>; closed: Promise<unknown> }> {
    return new Promise((resolve, reject) => {
      request(new URL(path, url), (response) => {
        const parts: Buffer[] = [];
        const closed = new Promise((end) => response.once("close", () => end(undefined)));
        response.on("error", () => undefined);
        response.once("data", (part: Buffer) => {
          response.pause();
          parts.push(part);
          const rest = async () => {
            response.on("data", (more: Buffer) => parts.push(more)).resume();
            await closed;
            return Buffer.concat(parts);
          };
          resolve({ rest, closed });
        });
      })
        .on("error", reject)
        .end();
    });
  }

  it("of a file that another of its size takes the place of, while it is sent, no half comes", async () => {
    const file = join(folder, "0", "c", "swapped");
    const [before, after] = [Buffer.alloc(2 ** 25, 1), Buffer.alloc(2 ** 25, 2)];
    writeFileSync(file, before);
    const { rest } = await askSlowly("/a.ome.zarr/0/c/swapped");
    writeFileSync(`${file}.new`, after);
    renameSync(`${file}.new`, file);
    expect((await rest()).includes(2)).toBe(false);
    expect((await ask("/a.ome.zarr/0/c/swapped")).body.equals(after)).toBe(true);
  });

  it("who takes nothing is not waited for, and holds no more than a piece", async () => {
    writeFileSync(join(folder, "0", "c", "vast"), Buffer.alloc(2 ** 25));
    const before = process.memoryUsage().arrayBuffers;
    const stores = new Map([["a", await servedFolder(folder)]]);
    const hasty = await serveStores({ stores, origins: [], port: 0, ifTaken: "fail", patience: 200 });
    const stalled = await Promise.all(Array.from({ length: 20 }, () => askSlowly("/a/0/c/vast", hasty)));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20 * 2 ** 20);
    // They read again only after the server has given up: what comes is less than the file.
    await new Promise((resolve) => setTimeout(resolve, 2000));
    for (const { rest } of stalled) expect((await rest()).length).toBeLessThan(2 ** 25);
    await hasty.close();
  });

  it.skipIf(process.platform === "win32")("a store in whose place there is a link by now is not followed", async () => {
    const aside = join(parent, "aside");
    renameSync(folder, aside);
    try {
      symlinkSync(aside, folder);
      expect((await ask("/a.ome.zarr/zarr.json")).status).toBe(404);
    } finally {
      rmSync(folder);
      renameSync(aside, folder);
    }
    expect((await ask("/a.ome.zarr/zarr.json")).status).toBe(200);
  });

  it("a file that changes while it is sent ends the connection", async () => {
    await expect(ask("/broken/zarr.json")).rejects.toThrow(/hang up|aborted/);
    expect((await ask("/a.ome.zarr/zarr.json")).status).toBe(200);
  });
});
