import type { ComponentProps } from "react";

type ButtonProps = Omit<ComponentProps<"button">, "className"> & {
  /** `do`: the one action of a screen; `first`: where to begin; `link`: in a text. */
  look?: "do" | "first" | "plain" | "quiet" | "icon" | "link";
};

/** The page's button. `icon` buttons need an `aria-label`. */
export function Button({ look = "plain", type = "button", ...rest }: ButtonProps) {
  return <button {...rest} type={type} className={`button button-${look}`} />;
}
