import type { ZarrdropError } from "../src/model/errors.ts";

/** What happened, what is safe, what to do: one line each. */
export function errorText({ message, details, kind }: ZarrdropError): string {
  const where = details.file !== undefined && !message.includes(details.file) ? `${details.file}: ` : "";
  const lines = [`Error: ${where}${message}`, details.safe, details.advice];
  if (kind === "internal" && details.technical !== undefined) lines.push(details.technical);
  return lines.filter((line) => line !== undefined).join("\n");
}
