/** What belongs to no page. */
export const common = {
  product: "AlgoRoom",
  time: { justNow: "just now" },
  toast: { region: "Messages", dismiss: "Dismiss message" },
};
