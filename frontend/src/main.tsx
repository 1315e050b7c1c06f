/** Where the page begins. */
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { registerServiceWorker } from "./serviceWorker";
import "./styles/index.css";
import { pickInterfaceLanguage, speak } from "./texts";

speak(pickInterfaceLanguage(navigator.languages), navigator.languages);

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root to draw into.");
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
registerServiceWorker();
