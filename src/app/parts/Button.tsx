import type { ReactNode } from "react";
import { Button as AriaButton } from "react-aria-components/Button";
import type { ButtonProps as AriaButtonProps } from "react-aria-components/Button";

type ButtonProps = Omit<AriaButtonProps, "className" | "children"> & {
  look?: "primary" | "plain" | "quiet" | "icon";
  children: ReactNode;
};

/** The page's button. `icon` buttons need an `aria-label`. */
export function Button({ look = "plain", ...rest }: ButtonProps) {
  return <AriaButton {...rest} className={`button button-${look}`} />;
}
