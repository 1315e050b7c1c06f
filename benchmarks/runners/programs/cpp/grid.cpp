// Breadth-first search from a corner of a grid of 500 by 500, a quarter of it walls.
#include <bits/stdc++.h>
using namespace std;

constexpr int SIDE = 500;

string kernel(const vector<bool>& walls) {
  vector<int> distances(walls.size(), -1);
  queue<pair<int, int>> waiting;
  int reached = 0, farthest = 0;
  distances[0] = 0;
  waiting.push({0, 0});
  while (!waiting.empty()) {
    auto [row, column] = waiting.front();
    waiting.pop();
    reached++;
    farthest = distances[row * SIDE + column];
    for (auto [down, right] : {pair{0, 1}, {1, 0}, {0, -1}, {-1, 0}}) {
      int r = row + down, c = column + right, place = r * SIDE + c;
      if (r < 0 || r >= SIDE || c < 0 || c >= SIDE || walls[place] || distances[place] >= 0) continue;
      distances[place] = farthest + 1;
      waiting.push({r, c});
    }
  }
  return to_string(reached) + " " + to_string(farthest);
}

int main() {
  vector<bool> walls;
  for (int i = 0, x = 1; i < SIDE * SIDE; i++) {
    x = (x * 75 + 74) % 65537;
    walls.push_back(x % 4 == 0);
  }
  walls[0] = false;
  string answer;
  double best = 1e9;
  for (int pass = 0; pass < 3; pass++) {
    auto started = chrono::steady_clock::now();
    answer = kernel(walls);
    best = min(best, chrono::duration<double, milli>(chrono::steady_clock::now() - started).count());
  }
  cout << "answer " << answer << "\nms " << best << "\n";
}
