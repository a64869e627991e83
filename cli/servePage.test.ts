import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { servePage } from "./servePage.mjs";

describe("the page's server", () => {
  const parent = mkdtempSync(join(tmpdir(), "zarrdrop-serve-"));
  const folder = join(parent, "app");
  let server: Awaited<ReturnType<typeof servePage>>;

  beforeAll(async () => {
    mkdirSync(join(folder, "assets"), { recursive: true });
    writeFileSync(join(parent, "secret.txt"), "secret");
    writeFileSync(join(folder, "_headers"), "/*\n  X-One: 1; a: b\n  X-Two: 2\n");
    writeFileSync(join(folder, "index.html"), "<p>page</p>");
    writeFileSync(join(folder, "assets", "kernel-1.wasm"), "wasm");
    server = await servePage({ folder, port: 0, ifTaken: "fail" });
  });
  afterAll(async () => {
    await server.close();
    rmSync(parent, { recursive: true });
  });

  /** Sends the path as it is: `fetch` would tidy it. */
  function get(path: string, method = "GET", host?: string) {
    return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>((resolve, reject) => {
      const { hostname, port } = new URL(server.url);
      const headers = host === undefined ? {} : { host };
      request({ hostname, port, path, method, headers }, (response) => {
        let body = "";
        response.on("data", (part) => (body += String(part)));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
      })
        .on("error", reject)
        .end();
    });
  }

  it("serves the page with its headers", async () => {
    for (const path of ["/", "/index.html", "/?query"]) {
      const { status, headers, body } = await get(path);
      expect([status, body]).toEqual([200, "<p>page</p>"]);
      expect(headers).toMatchObject({ "x-one": "1; a: b", "x-two": "2", "cache-control": "no-cache" });
    }
    expect((await get("/assets/kernel-1.wasm")).headers).toMatchObject({
      "content-type": "application/wasm",
      "cache-control": expect.stringContaining("immutable"),
    });
  });

  it("serves nothing else, and says so with the same headers", async () => {
    const paths = ["/_headers", "/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/assets", "/%", "//x"];
    for (const path of paths) {
      const { status, headers, body } = await get(path);
      expect([path, status, headers["x-one"]]).toEqual([path, 404, "1; a: b"]);
      expect(body).not.toContain("secret");
    }
    expect((await get("/", "POST")).status).toBe(405);
    expect(await get("/", "HEAD")).toMatchObject({ status: 200, body: "" });
  });

  it("says so, and goes on, when a file of the page is gone since", async () => {
    rmSync(join(folder, "assets", "kernel-1.wasm"));
    const { status, headers, body } = await get("/assets/kernel-1.wasm");
    expect([status, body, headers["x-one"]]).toEqual([500, "This cannot be read.\n", "1; a: b"]);
    expect((await get("/")).status).toBe(200);
  });

  it("answers only to its own names: a name that somebody made to point here gets nothing", async () => {
    const { port } = new URL(server.url);
    for (const name of ["localhost", "LOCALHOST", "127.0.0.1", "[::1]"]) {
      expect([name, (await get("/", "GET", `${name}:${port}`)).status]).toEqual([name, 200]);
    }
    const others = [`evil.example:${port}`, `localhost.evil.example:${port}`, "localhost", "localhost:1", "127.0.0.1"];
    for (const host of others) {
      const { status, body } = await get("/", "GET", host);
      expect([host, status]).toEqual([host, 421]);
      expect(body).not.toContain("page");
    }
  });

  it("takes another port if one is taken, or fails", async () => {
    const port = Number(new URL(server.url).port);
    await expect(servePage({ folder, port, ifTaken: "fail" })).rejects.toThrow("EADDRINUSE");
    const other = await servePage({ folder, port, ifTaken: "another" });
    expect(new URL(other.url).port).not.toBe(String(port));
    await other.close();
  });
});
