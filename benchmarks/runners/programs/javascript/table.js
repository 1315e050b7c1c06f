// A table of dynamic programming: the edit distance of two words of 1,000 letters.
function word(length, x) {
  const letters = [];
  for (let i = 0; i < length; i++) {
    x = (x * 75 + 74) % 65537;
    letters.push(x % 4);
  }
  return letters;
}

function kernel(one, other) {
  const row = Array.from({ length: other.length + 1 }, (_, j) => j);
  for (let i = 1; i <= one.length; i++) {
    let diagonal = row[0];
    row[0] = i;
    for (let j = 1; j <= other.length; j++) {
      const above = row[j];
      row[j] = one[i - 1] === other[j - 1] ? diagonal : 1 + Math.min(diagonal, above, row[j - 1]);
      diagonal = above;
    }
  }
  return row[other.length];
}

const one = word(1000, 1);
const other = word(1000, 2);

let best = Infinity;
let answer;
for (let pass = 0; pass < 3; pass++) {
  const started = performance.now();
  answer = kernel(one, other);
  best = Math.min(best, performance.now() - started);
}
console.log("answer", answer);
console.log("ms", best);
