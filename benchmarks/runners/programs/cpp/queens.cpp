// All ways to place ten queens.
#include <bits/stdc++.h>
using namespace std;

struct Board {
  int size;
  vector<bool> columns, rising, falling;

  int place(int row) {
    if (row == size) return 1;
    int count = 0;
    for (int column = 0; column < size; column++) {
      if (columns[column] || rising[row + column] || falling[row - column + size]) continue;
      columns[column] = rising[row + column] = falling[row - column + size] = true;
      count += place(row + 1);
      columns[column] = rising[row + column] = falling[row - column + size] = false;
    }
    return count;
  }
};

int kernel(int size) {
  Board board{size, vector<bool>(size), vector<bool>(2 * size), vector<bool>(2 * size)};
  return board.place(0);
}

int main() {
  int answer = 0;
  double best = 1e9;
  for (int pass = 0; pass < 3; pass++) {
    auto started = chrono::steady_clock::now();
    answer = kernel(10);
    best = min(best, chrono::duration<double, milli>(chrono::steady_clock::now() - started).count());
  }
  cout << "answer " << answer << "\nms " << best << "\n";
}
