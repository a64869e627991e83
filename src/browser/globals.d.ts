/** The security headers that every answer of the page's host should carry, from `scripts/securityHeaders.ts`; put in by vite.config.ts. */
declare const __SECURITY_HEADERS__: Readonly<Record<string, string>>;
