// A table of dynamic programming: the edit distance of two words of 1,000 letters.
#include <bits/stdc++.h>
using namespace std;

vector<int> word(int length, int x) {
  vector<int> letters;
  for (int i = 0; i < length; i++) {
    x = (x * 75 + 74) % 65537;
    letters.push_back(x % 4);
  }
  return letters;
}

int kernel(const vector<int>& one, const vector<int>& other) {
  vector<int> row(other.size() + 1);
  iota(row.begin(), row.end(), 0);
  for (size_t i = 1; i <= one.size(); i++) {
    int diagonal = row[0];
    row[0] = (int)i;
    for (size_t j = 1; j <= other.size(); j++) {
      int above = row[j];
      row[j] = one[i - 1] == other[j - 1] ? diagonal : 1 + min({diagonal, above, row[j - 1]});
      diagonal = above;
    }
  }
  return row.back();
}

int main() {
  auto one = word(1000, 1), other = word(1000, 2);
  int answer = 0;
  double best = 1e9;
  for (int pass = 0; pass < 3; pass++) {
    auto started = chrono::steady_clock::now();
    answer = kernel(one, other);
    best = min(best, chrono::duration<double, milli>(chrono::steady_clock::now() - started).count());
  }
  cout << "answer " << answer << "\nms " << best << "\n";
}
