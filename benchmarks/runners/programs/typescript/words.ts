// Counting words: 200,000 of 5,000.
function text(count: number): string {
  const words: string[] = [];
  for (let i = 0, x = 1; i < count; i++) {
    x = (x * 75 + 74) % 65537;
    words.push(`w${x % 5000}`);
  }
  return words.join(" ");
}

function kernel(text: string): string {
  const counts = new Map<string, number>();
  for (const word of text.split(" ")) counts.set(word, (counts.get(word) ?? 0) + 1);
  let best = "";
  for (const [word, count] of counts) {
    const most = counts.get(best) ?? 0;
    if (count > most || (count === most && word < best)) best = word;
  }
  return `${counts.size} ${best} ${counts.get(best)}`;
}

const words = text(200_000);

let best = Infinity;
let answer: number | string = "";
for (let pass = 0; pass < 3; pass++) {
  const started = performance.now();
  answer = kernel(words);
  best = Math.min(best, performance.now() - started);
}
console.log("answer", answer);
console.log("ms", best);
