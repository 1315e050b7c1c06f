/** Draws a component with what every page has around it, as App does. */
import { type RenderResult, render } from "@testing-library/react";
import { domMax, LazyMotion } from "framer-motion";
import { Tooltip } from "radix-ui";
import type { ReactElement } from "react";
import { DialogsProvider } from "../dialogs/DialogsProvider";
import { MessagesProvider } from "../ui/MessagesProvider";

export function renderInPage(element: ReactElement): RenderResult {
  return render(element, {
    wrapper: ({ children }) => (
      <LazyMotion features={domMax}>
        <Tooltip.Provider>
          <MessagesProvider>
            <DialogsProvider>{children}</DialogsProvider>
          </MessagesProvider>
        </Tooltip.Provider>
      </LazyMotion>
    ),
  });
}
