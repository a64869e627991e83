import { afterEach, describe, expect, it, vi } from "vitest";
import { META_POLICY, SECURITY_HEADERS } from "../../scripts/securityHeaders.ts";
import { headersLackedByHost } from "./hostHeaders.ts";

const FOLDER = "https://example.org/tool/";

describe("headersLackedByHost", () => {
  afterEach(() => vi.unstubAllGlobals());

  function hostSends(page: Record<string, string> | null, script = page): void {
    vi.stubGlobal("fetch", async (url: URL, { method }: RequestInit) => {
      expect(method).toBe("HEAD");
      const headers = url.href === FOLDER ? page : script;
      if (headers === null) throw new TypeError("offline");
      return new Response(null, { headers });
    });
  }
  const lacked = (): Promise<readonly string[]> => headersLackedByHost(SECURITY_HEADERS, FOLDER);

  it("is content with the table, in whatever form, and with more", async () => {
    hostSends(SECURITY_HEADERS);
    expect(await lacked()).toEqual([]);
    const policy = SECURITY_HEADERS["Content-Security-Policy"].split("; ").toReversed().join(" ;  ");
    hostSends({
      ...SECURITY_HEADERS,
      "Content-Security-Policy": `upgrade-insecure-requests, ${policy}; media-src 'none'`,
      "Referrer-Policy": "No-Referrer",
    });
    expect(await lacked()).toEqual([]);
  });

  it("names all where none are sent, for the page or for scripts", async () => {
    const all = Object.keys(SECURITY_HEADERS);
    hostSends({});
    expect(await lacked()).toEqual(all);
    hostSends(SECURITY_HEADERS, {});
    expect(await lacked()).toEqual(all);
  });

  it.each([
    ["Content-Security-Policy", META_POLICY],
    [
      "Content-Security-Policy",
      SECURITY_HEADERS["Content-Security-Policy"].replace("connect-src 'self'", "connect-src *"),
    ],
    ["Cross-Origin-Opener-Policy", "same-origin-allow-popups"],
    ["Permissions-Policy", "camera=()"],
  ])("names %s where it is weaker: %s", async (name, value) => {
    hostSends({ ...SECURITY_HEADERS, [name]: value });
    expect(await lacked()).toEqual([name]);
  });

  it("says nothing where nothing is known", async () => {
    hostSends(null);
    expect(await lacked()).toEqual([]);
  });
});
