"""Counting words: 200,000 of 5,000."""

from time import perf_counter


def text(count):
    x, words = 1, []
    for _ in range(count):
        x = (x * 75 + 74) % 65537
        words.append(f"w{x % 5000}")
    return " ".join(words)


def kernel(text):
    counts = {}
    for word in text.split(" "):
        counts[word] = counts.get(word, 0) + 1
    word, count = min(counts.items(), key=lambda entry: (-entry[1], entry[0]))
    return f"{len(counts)} {word} {count}"


words, best, answer = text(200000), float("inf"), None
for _ in range(3):
    started = perf_counter()
    answer = kernel(words)
    best = min(best, perf_counter() - started)
print("answer", answer)
print("ms", best * 1000)
