/** Milliseconds after which a download has surely begun, and the address of its content may be forgotten. */
const ADDRESS_LIFE = 10 * 60_000;

/** Saves a blob through the browser's download list. */
export function downloadBlob(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), ADDRESS_LIFE);
}

/** Asks the browser not to empty the page's storage when the disk runs full; it may refuse. */
export async function keepStorage(): Promise<void> {
  if (typeof navigator.storage?.persist === "function") await navigator.storage.persist().catch(() => false);
}
