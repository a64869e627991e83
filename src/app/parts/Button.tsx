import type { ComponentProps } from "react";

type ButtonProps = Omit<ComponentProps<"button">, "className"> & {
  look?: "primary" | "plain" | "quiet" | "icon";
};

/** The page's button. `icon` buttons need an `aria-label`. */
export function Button({ look = "plain", type = "button", ...rest }: ButtonProps) {
  return <button {...rest} type={type} className={`button button-${look}`} />;
}
