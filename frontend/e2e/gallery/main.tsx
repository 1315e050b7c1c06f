/** Draws one state of the room, named in the address, for screenshots; never part of the build. */
import { domMax, LazyMotion, MotionConfig } from "framer-motion";
import { Tooltip } from "radix-ui";
import { createRoot } from "react-dom/client";
import { MemoryRouter } from "react-router";
import { DialogsProvider } from "../../src/components/dialogs/DialogsProvider";
import { ReplayFace } from "../../src/components/replay/ReplayFace";
import { JoinScreen } from "../../src/components/session/JoinScreen";
import { RoomFace } from "../../src/components/session/SessionRoom";
import { MessagesProvider } from "../../src/components/ui/MessagesProvider";
import { HomePage } from "../../src/pages/HomePage";
import { LostPage } from "../../src/pages/LostPage";
import { previewStage } from "../../src/services/runtimes/html/stage";
import { wearSettings } from "../../src/services/settings/appearance";
import { LANGUAGE_CHOICES, settings, THEMES } from "../../src/services/settings/settings";
import { SNAPSHOTS, stillClient } from "./fixtures";
import "../../src/styles/index.css";

// Nothing is loaded in the rest that a still page has: it would only change the picture.
window.requestIdleCallback = () => 0;

const wish = new URLSearchParams(window.location.search);
const state = wish.get("state") ?? "live";
settings.change({
  theme: THEMES.find((theme) => theme === wish.get("theme")) ?? "system",
  language: LANGUAGE_CHOICES.find((language) => language === wish.get("language")) ?? "browser",
});
wearSettings();

// Its frame is the runtime's; its place is there without one.
if (state === "page") previewStage.show({ title: "A page with a title that is rather long", close: () => undefined });

function Face() {
  if (state === "home") return <HomePage />;
  if (state === "lostpage") return <LostPage />;
  if (state === "replay") return <ReplayFace sessionId="s1" />;
  if (state === "join") {
    return <JoinScreen title="Second round, data structures" maxNameLength={60} onJoin={() => undefined} />;
  }
  const snapshot = SNAPSHOTS[state];
  if (snapshot === undefined)
    return <p>Known states: home, join, lostpage, replay, {Object.keys(SNAPSHOTS).join(", ")}</p>;
  return <RoomFace client={stillClient(snapshot, state === "empty")} />;
}

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root to draw into.");
createRoot(root).render(
  <MotionConfig reducedMotion="user">
    <LazyMotion features={domMax} strict>
      <Tooltip.Provider>
        <MessagesProvider>
          <DialogsProvider>
            <MemoryRouter>
              <Face />
            </MemoryRouter>
          </DialogsProvider>
        </MessagesProvider>
      </Tooltip.Provider>
    </LazyMotion>
  </MotionConfig>,
);
