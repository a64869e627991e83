/**
 * Writes a text of which parts come from files (names, metadata) for people or as JSON. A terminal obeys control characters, and marks of
 * direction show a name as another: both are written as JSON escapes, so that JSON stays what it is.
 */
export function print(text: string, stream: NodeJS.WriteStream = process.stdout): void {
  stream.write(visible(text));
}

/** The text with its control characters, but for line ends and tabs, and marks of direction as \uXXXX. */
export function visible(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Bidi_Control}]/gu, (character) =>
    character === "\n" || character === "\t"
      ? character
      : `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
