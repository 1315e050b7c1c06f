/** The browser tab's title. */
import { useEffect } from "react";
import { texts } from "../texts";

export function usePageTitle(title: string): void {
  const whole = title === "" ? texts.product : `${title} · ${texts.product}`;
  useEffect(() => {
    document.title = whole;
  }, [whole]);
}
