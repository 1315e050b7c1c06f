// Merge sort, written by hand: 100,000 numbers.
#include <bits/stdc++.h>
using namespace std;

vector<int> merge_sort(const vector<int>& items) {
  if (items.size() < 2) return items;
  auto middle = items.begin() + items.size() / 2;
  auto left = merge_sort({items.begin(), middle}), right = merge_sort({middle, items.end()});
  vector<int> merged;
  size_t i = 0, j = 0;
  while (i < left.size() && j < right.size()) merged.push_back(left[i] <= right[j] ? left[i++] : right[j++]);
  while (i < left.size()) merged.push_back(left[i++]);
  while (j < right.size()) merged.push_back(right[j++]);
  return merged;
}

long long kernel(const vector<int>& items) {
  long long total = 0, place = 0;
  for (int item : merge_sort(items)) total = (total + place++ * item) % 1000003;
  return total;
}

int main() {
  vector<int> items;
  for (int i = 0, x = 1; i < 100000; i++) items.push_back(x = (x * 75 + 74) % 65537);
  long long answer = 0;
  double best = 1e9;
  for (int pass = 0; pass < 3; pass++) {
    auto started = chrono::steady_clock::now();
    answer = kernel(items);
    best = min(best, chrono::duration<double, milli>(chrono::steady_clock::now() - started).count());
  }
  cout << "answer " << answer << "\nms " << best << "\n";
}
