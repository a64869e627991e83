import type { Notice } from "./notice.ts";

/** For browsers, which take a text without a declared encoding for something else. */
const BYTE_ORDER_MARK = "\uFEFF";
const RULE = "=".repeat(78);

/**
 * The notices as one text for people: what there is, then each licence once, with all to which it applies.
 *
 * @param own the project itself, which comes first
 * @param others everything that is built into it
 */
export function noticesText(own: Notice, others: readonly Notice[]): string {
  const all = [own, ...others];
  const title = ({ name, version }: Notice): string => `${name} ${version}`;
  const width = Math.max(...all.map((notice) => title(notice).length)) + 2;
  const namesByText = new Map<string, string[]>();
  for (const notice of all) {
    for (const text of notice.texts) namesByText.set(text, [...(namesByText.get(text) ?? []), title(notice)]);
  }
  const sections = [...namesByText].map(([text, names]) => `${RULE}\n${names.join("\n")}\n${RULE}\n\n${text}\n`);
  const list = all.map((notice) => `  ${title(notice).padEnd(width)}${notice.licence}`);
  return `${BYTE_ORDER_MARK}${[
    `${own.name} is free software (${own.licence}). It has other people's work in it, with thanks to them:`,
    "",
    ...list,
    "",
    "The texts of all these licences follow.",
    "",
    ...sections,
  ].join("\n")}`;
}
