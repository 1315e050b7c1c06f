#include <bits/stdc++.h>
using namespace std;

int main() {
  cout << "printed " << chrono::system_clock::now().time_since_epoch().count() << endl;
}
