import type { Plugin } from "vite";

/** What the page says first; the policy must come before anything that is fetched. */
const FIRST_LINE = '<meta charset="utf-8" />';

/**
 * Puts what a meta tag can carry of the security headers into the built page: the floor where its host sends none. In development there is
 * no policy: Vite's own page has inline scripts.
 */
export function metaPolicy(policy: string): Plugin {
  return {
    name: "zarrdrop-meta-policy",
    apply: "build",
    transformIndexHtml: {
      order: "pre",
      handler(html) {
        if (!html.includes(FIRST_LINE)) throw new Error(`index.html does not contain ${FIRST_LINE}`);
        const tags = [
          `<meta http-equiv="Content-Security-Policy" content="${policy}" />`,
          '<meta name="referrer" content="no-referrer" />',
        ];
        return html.replace(FIRST_LINE, [FIRST_LINE, ...tags].join("\n    "));
      },
    },
  };
}
