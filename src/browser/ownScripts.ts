/** What Trusted Types are to us. A trusted address is an object, but one that may stand wherever DOM's types want its text. */
type TrustedTypes = {
  createPolicy(
    name: string,
    rules: { createScriptURL(address: string): string },
  ): { createScriptURL(address: string): string };
};

/** Browsers without Trusted Types take addresses as they are. */
const policy = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy("zarrdrop", {
  createScriptURL(address) {
    // `blob:` has the origin of the page or worker that made it.
    if (new URL(address).origin !== location.origin) throw new TypeError(`Not a script of this page: ${address}`);
    return address;
  },
});

/**
 * The address of a script of this page, for `Worker` and service workers: the content security policy lets them start nothing else, and
 * markup nowhere become part of the page (`require-trusted-types-for`). The name of the policy stands in `scripts/securityHeaders.ts`.
 *
 * @throws {TypeError} for another origin, where the browser knows Trusted Types
 */
export function ownScript(address: URL): string {
  return policy?.createScriptURL(address.href) ?? address.href;
}
