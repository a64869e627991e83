import { createServer } from "node:net";
import { defineConfig } from "@playwright/test";

// Playwright reads this file in every process; the first one chooses a free port, the others inherit it.
process.env["JOURNEYS_PORT"] ??= String(await freePort());
const url = `http://localhost:${process.env["JOURNEYS_PORT"]}/`;

/** Journeys through the built page (`npm test -- journeys` builds it and says where a browser is: CHROME_PATH). */
export default defineConfig({
  testDir: "e2e",
  testMatch: "**/*.e2e.ts",
  outputDir: "test-results/journeys",
  // The tests of a process share a browser (e2e/support/app.ts), and wait for it a quarter of the time: on two cores three have both busy.
  workers: 3,
  fullyParallel: true,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  forbidOnly: process.env["CI"] !== undefined,
  use: { baseURL: url },
  webServer: {
    // The gallery's configuration lies elsewhere.
    cwd: import.meta.dirname,
    command: `node scripts/serve.mjs dist/app ${process.env["JOURNEYS_PORT"]}`,
    url,
    reuseExistingServer: false,
  },
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}
