// Counting words: 200,000 of 5,000.
#include <bits/stdc++.h>
using namespace std;

string kernel(const string& text) {
  unordered_map<string, int> counts;
  istringstream words(text);
  string word;
  while (words >> word) counts[word]++;
  auto best = min_element(counts.begin(), counts.end(), [](const auto& one, const auto& other) {
    return one.second != other.second ? one.second > other.second : one.first < other.first;
  });
  return to_string(counts.size()) + " " + best->first + " " + to_string(best->second);
}

int main() {
  string text, answer;
  for (int i = 0, x = 1; i < 200000; i++) {
    x = (x * 75 + 74) % 65537;
    text += (i == 0 ? "w" : " w") + to_string(x % 5000);
  }
  double best = 1e9;
  for (int pass = 0; pass < 3; pass++) {
    auto started = chrono::steady_clock::now();
    answer = kernel(text);
    best = min(best, chrono::duration<double, milli>(chrono::steady_clock::now() - started).count());
  }
  cout << "answer " << answer << "\nms " << best << "\n";
}
