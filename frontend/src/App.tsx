/** The page's frame: what every page has, and which page an address means. */
import { domMax, LazyMotion, MotionConfig } from "framer-motion";
import { Tooltip } from "radix-ui";
import { BrowserRouter, Route, Routes } from "react-router";
import { ErrorBoundary } from "./components/ui/ErrorBoundary";
import { MessagesProvider } from "./components/ui/MessagesProvider";
import { HomePage } from "./pages/HomePage";
import { LostPage } from "./pages/LostPage";
import { SessionPage } from "./pages/SessionPage";

/** How long a control is pointed at before its name shows. */
const HINT_DELAY_MS = 400;

export function App() {
  return (
    <ErrorBoundary>
      <MotionConfig reducedMotion="user">
        <LazyMotion features={domMax} strict>
          <Tooltip.Provider delayDuration={HINT_DELAY_MS}>
            <MessagesProvider>
              <BrowserRouter>
                <Routes>
                  <Route path="/" element={<HomePage />} />
                  <Route path="/session/:id" element={<SessionPage />} />
                  <Route path="*" element={<LostPage />} />
                </Routes>
              </BrowserRouter>
            </MessagesProvider>
          </Tooltip.Provider>
        </LazyMotion>
      </MotionConfig>
    </ErrorBoundary>
  );
}
