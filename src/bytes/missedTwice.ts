/**
 * Asks once more where the answer was that there is no such thing: a drive may say so of what is out of reach for a moment, and a file that was
 * missed once would be done without.
 */
export async function missedTwice<T>(ask: () => Promise<T | null>): Promise<T | null> {
  return (await ask()) ?? (await ask());
}
