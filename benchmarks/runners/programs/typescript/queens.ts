// All ways to place ten queens.
function place(size: number, row: number, columns: boolean[], rising: boolean[], falling: boolean[]): number {
  if (row === size) return 1;
  let count = 0;
  for (let column = 0; column < size; column++) {
    if (columns[column] || rising[row + column] || falling[row - column + size]) continue;
    columns[column] = rising[row + column] = falling[row - column + size] = true;
    count += place(size, row + 1, columns, rising, falling);
    columns[column] = rising[row + column] = falling[row - column + size] = false;
  }
  return count;
}

const none = (length: number): boolean[] => new Array<boolean>(length).fill(false);

const kernel = (size: number): number => place(size, 0, none(size), none(2 * size), none(2 * size));

let best = Infinity;
let answer: number | string = "";
for (let pass = 0; pass < 3; pass++) {
  const started = performance.now();
  answer = kernel(10);
  best = Math.min(best, performance.now() - started);
}
console.log("answer", answer);
console.log("ms", best);
