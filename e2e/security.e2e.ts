import { readdirSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { SECURITY_HEADERS } from "../scripts/securityHeaders.ts";
import { expect, test } from "./support/app.ts";

const assets = fileURLToPath(new URL("../dist/app/assets", import.meta.url));
/** The names that make a worker what it is: see workers/worker.ts. */
const WORKERS = ["reading", "conversion", "unit"];

test("every response carries the security headers, scripts of workers and errors too", async ({ baseURL, request }) => {
  const scripts = readdirSync(assets).map((name) => `assets/${name}`);
  for (const path of ["", "index.html", "service.js", "manifest.webmanifest", "no-such-file", ...scripts]) {
    const response = await request.get(`${baseURL!}${path}`);
    expect(response.status(), path).toBe(path === "no-such-file" ? 404 : 200);
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
      expect(response.headers()[name.toLowerCase()], `${name} of ${path}`).toBe(value);
    }
  }
});

test("the page breaks none of its own rules", async ({ app }) => {
  const complaints: string[] = [];
  app.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  app.on("pageerror", (error) => complaints.push(String(error)));
  await app.reload();
  await app.getByRole("button", { name: "Choose files" }).waitFor();
  expect(complaints).toEqual([]);
});

test.describe("nothing can be sent out", () => {
  let server: Server;
  let address = "";
  let requests: string[] = [];

  test.beforeAll(async () => {
    server = createServer((request, response) => {
      requests.push(request.url ?? "");
      // A host that would take anything: only the page's own policy is in the way.
      response.writeHead(200, { "Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin" });
      response.end("export {};");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    // A server that listens on a port has an address of this form.
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  test.afterAll(() => new Promise((resolve) => server.close(resolve)));
  test.beforeEach(() => {
    requests = [];
  });

  test("from the page", async ({ app }) => {
    const outcomes = await app.evaluate(tryEverything, address);
    expect(outcomes).toEqual({ fetch: "refused", socket: "refused", script: "refused" });
    await app.evaluate((target) => {
      for (const [element, attribute] of [
        ["img", "src"],
        ["script", "src"],
        ["iframe", "src"],
        ["video", "src"],
      ] as const) {
        const made = document.createElement(element);
        made.setAttribute(attribute, `${target}/${element}`);
        document.body.append(made);
      }
      const style = document.createElement("link");
      style.rel = "stylesheet";
      style.href = `${target}/link`;
      document.head.append(style);
      const form = document.createElement("form");
      form.action = `${target}/form`;
      document.body.append(form);
      form.submit();
    }, address);
    // Long enough for a request on this computer to arrive.
    await app.waitForTimeout(500);
    expect(requests).toEqual([]);
  });

  for (const name of WORKERS) {
    test(`from the ${name} worker`, async ({ app, baseURL }) => {
      const worker = await startWorker(app, new URL(`assets/${workerScript()}`, baseURL).href, name);
      const outcomes = await worker.evaluate(tryEverything, address);
      expect(outcomes).toEqual({ fetch: "refused", socket: "refused", script: "refused" });
      expect(requests).toEqual([]);
    });
  }
});

function workerScript(): string {
  const script = readdirSync(assets).find((file) => file.startsWith("worker-") && file.endsWith(".js"));
  if (script === undefined) throw new Error("The build has no script of workers.");
  return script;
}

async function startWorker(page: Page, url: string, workerName: string) {
  const started = page.waitForEvent("worker", (worker) => worker.url() === url);
  await page.evaluate(([script, name]) => void new Worker(script!, { type: "module", name: name! }), [url, workerName]);
  return started;
}

/** Runs in the page or a worker: the ways in which a script can send something, each with what became of it. */
async function tryEverything(target: string): Promise<Record<string, string>> {
  const outcome = (attempt: Promise<unknown>): Promise<string> =>
    attempt.then(
      () => "sent",
      () => "refused",
    );
  const socket = (): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const made = new WebSocket(target.replace("http", "ws"));
      made.addEventListener("open", resolve);
      made.addEventListener("error", reject);
    });
  // Answers true even if the request is refused afterwards; whether it arrived is seen at the other end.
  if ("sendBeacon" in navigator) navigator.sendBeacon(`${target}/beacon`, "x");
  return {
    fetch: await outcome(fetch(`${target}/fetch`, { method: "POST", body: "x" })),
    socket: await outcome(socket()),
    script: await outcome(import(/* @vite-ignore */ `${target}/script`)),
  };
}
