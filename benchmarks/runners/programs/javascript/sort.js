// Merge sort, written by hand: 100,000 numbers.
function numbers(count) {
  const found = [];
  for (let i = 0, x = 1; i < count; i++) {
    x = (x * 75 + 74) % 65537;
    found.push(x);
  }
  return found;
}

function mergeSort(items) {
  if (items.length < 2) return items;
  const middle = items.length >> 1;
  const left = mergeSort(items.slice(0, middle));
  const right = mergeSort(items.slice(middle));
  const merged = [];
  let i = 0;
  let j = 0;
  while (i < left.length && j < right.length) merged.push(left[i] <= right[j] ? left[i++] : right[j++]);
  while (i < left.length) merged.push(left[i++]);
  while (j < right.length) merged.push(right[j++]);
  return merged;
}

function kernel(items) {
  let total = 0;
  for (const [place, item] of mergeSort(items).entries()) total = (total + place * item) % 1000003;
  return total;
}

const items = numbers(100_000);

let best = Infinity;
let answer;
for (let pass = 0; pass < 3; pass++) {
  const started = performance.now();
  answer = kernel(items);
  best = Math.min(best, performance.now() - started);
}
console.log("answer", answer);
console.log("ms", best);
