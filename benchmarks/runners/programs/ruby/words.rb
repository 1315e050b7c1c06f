# Counting words: 200,000 of 5,000.
def make_text(count)
  x = 1
  Array.new(count) { "w#{(x = (x * 75 + 74) % 65537) % 5000}" }.join(" ")
end

def kernel(text)
  counts = Hash.new(0)
  text.split(" ").each { |word| counts[word] += 1 }
  word, count = counts.min_by { |name, times| [-times, name] }
  "#{counts.size} #{word} #{count}"
end

text = make_text(200_000)

best = Float::INFINITY
answer = nil
3.times do
  started = Process.clock_gettime(Process::CLOCK_MONOTONIC)
  answer = kernel(text)
  best = [best, (Process.clock_gettime(Process::CLOCK_MONOTONIC) - started) * 1000].min
end
puts "answer #{answer}"
puts "ms #{best}"
