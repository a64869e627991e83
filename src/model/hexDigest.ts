/** Hexadecimal SHA-256 of bytes. */
export async function hexDigest(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return hexText(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}

/** Sixteen hexadecimal digits for a name that nobody can know before, and that no two writers have. */
export function randomToken(): string {
  return hexText(crypto.getRandomValues(new Uint8Array(8)));
}

/** Two hexadecimal digits for each byte. */
function hexText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
