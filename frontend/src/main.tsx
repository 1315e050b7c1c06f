/** Where the page begins. */
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { wearSettings } from "./services/settings/appearance";
import { registerServiceWorker } from "./serviceWorker";
import "./styles/index.css";

wearSettings();

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root to draw into.");
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
registerServiceWorker();
