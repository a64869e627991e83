/** Hexadecimal SHA-256 of bytes. */
export async function hexDigest(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return hexText(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}

/** Two hexadecimal digits for each byte. */
export function hexText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
