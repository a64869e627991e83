/**
 * Timings through the page: `npx playwright test -c bench` after a build; see the head of each file for what it needs. Each serves its page
 * and launches its browser itself.
 */
export default {
  testDir: ".",
  testMatch: "**/*.bench.ts",
  workers: 1,
  timeout: 0,
  forbidOnly: process.env["CI"] !== undefined,
};
