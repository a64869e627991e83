import "react";

declare global {
  /** Version of the build, from package.json; put in by vite.config.ts. */
  const __ZARRDROP_VERSION__: string;
}

declare module "react" {
  interface InputHTMLAttributes<T> {
    /** Lets a person choose a folder instead of files; in all browsers, though not in React's types. */
    webkitdirectory?: string;
  }
}
