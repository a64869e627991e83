const POLICY = "Content-Security-Policy";
const PERMISSIONS = "Permissions-Policy";

/** Of each kind of answer one: the page itself, and a script. */
const ASKED = ["./", "service.js"];

/**
 * The names of the security headers that the page's host does not send, or not as strictly. It is the host that is asked: requests for
 * headers alone pass the service worker by. Empty as well where the host cannot be asked (no network), for then nothing is known.
 *
 * @param folder URL of the page's folder, with a slash at its end
 */
export async function headersLackedByHost(
  wanted: Readonly<Record<string, string>>,
  folder: string,
): Promise<readonly string[]> {
  const answers = await Promise.all(
    ASKED.map((path) => fetch(new URL(path, folder), { method: "HEAD", cache: "no-store" }).catch(() => null)),
  );
  const known = answers.filter((answer): answer is Response => answer?.ok === true);
  return Object.entries(wanted)
    .filter(([name, value]) => known.some(({ headers }) => !isAsStrict(name, headers.get(name), value)))
    .map(([name]) => name);
}

function isAsStrict(name: string, sent: string | null, wanted: string): boolean {
  if (sent === null) return false;
  if (name === PERMISSIONS) return includesAll(sent.split(","), wanted.split(","));
  // Several policies arrive joined by commas, and bind beside each other.
  if (name === POLICY) return sent.split(",").some((policy) => includesAll(policy.split(";"), wanted.split(";")));
  return sent.trim().toLowerCase() === wanted.toLowerCase();
}

function includesAll(sent: readonly string[], wanted: readonly string[]): boolean {
  const there = new Set(sent.map(inOneForm));
  return wanted.every((part) => there.has(inOneForm(part)));
}

/** The same words in any order and with any space between them are the same. */
function inOneForm(part: string): string {
  return part.trim().toLowerCase().split(/\s+/u).toSorted().join(" ");
}
