/** What was kept under a name on an earlier visit, as it was given to `keepJson`; null where there is none, or none that can be read. */
export function keptJson(name: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(name) ?? "null");
  } catch {
    // Unreadable, or a browser that keeps nothing.
    return null;
  }
}

/** Keeps plain data under a name for the next visits, as far as the browser lets it. */
export function keepJson(name: string, value: unknown): void {
  try {
    localStorage.setItem(name, JSON.stringify(value));
  } catch {
    // It holds for this visit.
  }
}
