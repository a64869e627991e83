import base from "../playwright.config.ts";

/** Timings through the page: `npx playwright test -c bench` after a build; see the head of each file for what it needs. */
const webServer = { ...base.webServer, cwd: ".." };

/** Playwright's settings for these timings. */
export default { ...base, webServer, testDir: ".", testMatch: "**/*.bench.ts", workers: 1, timeout: 600_000 };
