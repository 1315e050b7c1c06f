/**
 * Stands in for the package react-style-singleton, by which dialogs keep the page behind them still: that one writes `<style>`
 * elements, which the page's policy forbids. vite/styleSheets.ts puts this in its place.
 */
import { useEffect } from "react";

interface Props {
  readonly styles: string;
}

/** A component whose rules hold while at least one of it is there; those of the first one, as in the package. */
export function styleSingleton(): (props: Props) => null {
  let users = 0;
  let sheet: CSSStyleSheet | null = null;

  return function Rules({ styles }: Props): null {
    // biome-ignore lint/correctness/useExhaustiveDependencies: what the first one brought stays until the last one goes.
    useEffect(() => {
      users += 1;
      if (sheet === null) {
        sheet = new CSSStyleSheet();
        sheet.replaceSync(styles);
        document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
      }
      return () => {
        users -= 1;
        if (users > 0) return;
        document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
        sheet = null;
      };
    }, []);
    return null;
  };
}
