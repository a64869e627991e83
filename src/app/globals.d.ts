import "react";

declare global {
  /** Version of the build, from package.json; put in by vite.config.ts. */
  const __ZARRDROP_VERSION__: string;
  /** What can be read, from the registry of the formats; put in by scripts/webManifest.ts. */
  const __ZARRDROP_FORMATS__: readonly { id: string; name: string; extensions: readonly string[] }[];
}

declare module "react" {
  interface InputHTMLAttributes<T> {
    /** Lets a person choose a folder instead of files; in all browsers, though not in React's types. */
    webkitdirectory?: string;
  }
}
