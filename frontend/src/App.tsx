/** The page's frame: what every page has, and which page an address means. */
import { domMax, LazyMotion, MotionConfig } from "framer-motion";
import { Tooltip } from "radix-ui";
import { lazy, Suspense } from "react";
import { BrowserRouter, Route, Routes } from "react-router";
import { DialogsProvider } from "./components/dialogs/DialogsProvider";
import { OpeningScreen } from "./components/session/OpeningScreen";
import { ErrorBoundary } from "./components/ui/ErrorBoundary";
import { MessagesProvider } from "./components/ui/MessagesProvider";
import { useInterfaceLanguage } from "./hooks/useInterfaceLanguage";
import { HomePage } from "./pages/HomePage";
import { LostPage } from "./pages/LostPage";

/** The room brings the editor along; the start page is there without it. */
const SessionPage = lazy(async () => ({ default: (await import("./pages/SessionPage")).SessionPage }));

const ReplayPage = lazy(async () => ({ default: (await import("./pages/ReplayPage")).ReplayPage }));

/** How long a control is pointed at before its name shows. */
const HINT_DELAY_MS = 400;

export function App() {
  useInterfaceLanguage();
  return (
    <ErrorBoundary>
      <MotionConfig reducedMotion="user">
        <LazyMotion features={domMax} strict>
          <Tooltip.Provider delayDuration={HINT_DELAY_MS}>
            <MessagesProvider>
              <DialogsProvider>
                <BrowserRouter>
                  <Suspense fallback={<OpeningScreen />}>
                    <Routes>
                      <Route path="/" element={<HomePage />} />
                      <Route path="/session/:id" element={<SessionPage />} />
                      <Route path="/session/:id/replay" element={<ReplayPage />} />
                      <Route path="*" element={<LostPage />} />
                    </Routes>
                  </Suspense>
                </BrowserRouter>
              </DialogsProvider>
            </MessagesProvider>
          </Tooltip.Provider>
        </LazyMotion>
      </MotionConfig>
    </ErrorBoundary>
  );
}
