/** Registers the service worker, so that the page opens without a connection. */

/** Does nothing while developing, and where the browser has none: over plain HTTP, in some private windows. */
export function registerServiceWorker(): void {
  if (!import.meta.env.PROD || !window.isSecureContext || !("serviceWorker" in navigator)) return;
  const register = () => {
    // The page works without it; a browser's refusal is no fault to report.
    navigator.serviceWorker.register("/sw.js", { scope: "/", updateViaCache: "none" }).catch(() => undefined);
  };
  if (document.readyState === "complete") register();
  else window.addEventListener("load", register, { once: true });
}
