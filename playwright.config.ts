import { defineConfig } from "@playwright/test";

/** A port of its own, so that a page that is being developed and this one don't meet. */
const PORT = 5421;

/** Journeys through the built page (`npm test -- journeys` builds it and says where a browser is: CHROME_PATH). */
export default defineConfig({
  testDir: "e2e",
  testMatch: "**/*.e2e.ts",
  outputDir: "test-results/journeys",
  // Every test launches a browser of its own (e2e/support/launchBrowser.ts).
  workers: 2,
  fullyParallel: true,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  forbidOnly: process.env["CI"] !== undefined,
  use: { baseURL: `http://localhost:${PORT}/` },
  webServer: {
    command: `node scripts/serve.mjs dist/app ${PORT}`,
    url: `http://localhost:${PORT}/`,
    reuseExistingServer: false,
  },
});
