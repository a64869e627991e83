import { useState, type ChangeEvent } from "react";

type Field = HTMLInputElement | HTMLTextAreaElement;

/**
 * What makes a text field show what is being typed while it has the focus, not how the value would be written. `forget` shows the
 * stored text at once.
 */
export function useTypedText(stored: string, onChange: (text: string) => void) {
  const [typed, setTyped] = useState<string | null>(null);
  return {
    text: typed ?? stored,
    forget: () => setTyped(null),
    props: {
      value: typed ?? stored,
      spellCheck: false,
      autoComplete: "off",
      onFocus: () => setTyped(stored),
      onBlur: () => setTyped(null),
      onChange: (event: ChangeEvent<Field>) => {
        setTyped(event.currentTarget.value);
        onChange(event.currentTarget.value);
      },
    },
  };
}
