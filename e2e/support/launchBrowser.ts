import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium } from "@playwright/test";

/**
 * A Chromium of its own with its own profile, set up so that a dropped directory is granted for writing without a dialog, and
 * so that closing files doesn't wait for Safe Browsing, which is not to be had offline. `profile`: that of a browser which was killed, to be started again.
 */
export async function launchBrowser(options: {
  colorScheme?: "light" | "dark";
  viewport?: { width: number; height: number };
  profile?: string;
  /** Further words of its command line. */
  words?: readonly string[];
}): Promise<{ context: BrowserContext; profile: string; close: () => Promise<void> }> {
  const profile = options.profile ?? newProfile();
  const executablePath = process.env["CHROME_PATH"];
  const context = await chromium.launchPersistentContext(profile, {
    ...(executablePath === undefined ? {} : { executablePath }),
    headless: true,
    colorScheme: options.colorScheme ?? "light",
    viewport: options.viewport ?? { width: 1280, height: 900 },
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      ...(options.words ?? []),
    ],
  });
  return {
    context,
    profile,
    close: async () => {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

function newProfile(): string {
  const profile = mkdtempSync(join(tmpdir(), "zarrdrop-profile-"));
  mkdirSync(join(profile, "Default"));
  writeFileSync(
    join(profile, "Default", "Preferences"),
    JSON.stringify({
      safebrowsing: { enabled: false },
      profile: { default_content_setting_values: { file_system_write_guard: 1, file_system_read_guard: 1 } },
    }),
  );
  return profile;
}
