import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** @type {Record<string, string[]>} */
const USUAL_PLACES = {
  darwin: [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
  ],
  win32: ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"].flatMap((name) => {
    const folder = process.env[name];
    return folder === undefined
      ? []
      : [join(folder, "Google/Chrome/Application/chrome.exe"), join(folder, "Microsoft/Edge/Application/msedge.exe")];
  }),
};

const COMMANDS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"];

/**
 * A Chromium for the browser journeys: `CHROME_PATH`, an installed one, Playwright's, or (as root on Debian and its kin) the
 * distribution's package, installed now. Null if there is none.
 *
 * @returns {Promise<string | null>}
 */
export async function findBrowser() {
  const named = process.env["CHROME_PATH"];
  if (named !== undefined) {
    if (existsSync(named)) return named;
    console.error(`CHROME_PATH names ${named}, which is not there.`);
    return null;
  }
  return installedBrowser() ?? (await playwrightsBrowser()) ?? packagedBrowser();
}

function installedBrowser() {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const onPath = COMMANDS.flatMap((command) => folders.map((folder) => join(folder, command)));
  return [...onPath, ...(USUAL_PLACES[process.platform] ?? [])].find((path) => existsSync(path)) ?? null;
}

async function playwrightsBrowser() {
  const { chromium } = await import("@playwright/test");
  const path = chromium.executablePath();
  return existsSync(path) ? path : null;
}

function packagedBrowser() {
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || !existsSync("/usr/bin/apt-get")) return null;
  console.error("Installing the distribution's Chromium (apt-get install chromium) …");
  for (const words of [["update"], ["install", "--yes", "--no-install-recommends", "chromium"]]) {
    const { status } = spawnSync("apt-get", ["-qq", ...words], {
      stdio: ["ignore", 2, 2],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
    if (status !== 0) return null;
  }
  return installedBrowser();
}
