# Merge sort, written by hand: 100,000 numbers.
def numbers(count)
  x = 1
  Array.new(count) { x = (x * 75 + 74) % 65537 }
end

def merge_sort(items)
  return items if items.size < 2

  middle = items.size / 2
  left = merge_sort(items[0...middle])
  right = merge_sort(items[middle..])
  merged = []
  i = j = 0
  while i < left.size && j < right.size
    if left[i] <= right[j]
      merged << left[i]
      i += 1
    else
      merged << right[j]
      j += 1
    end
  end
  merged + left[i..] + right[j..]
end

def kernel(items)
  total = 0
  merge_sort(items).each_with_index { |item, place| total = (total + place * item) % 1000003 }
  total
end

items = numbers(100_000)

best = Float::INFINITY
answer = nil
3.times do
  started = Process.clock_gettime(Process::CLOCK_MONOTONIC)
  answer = kernel(items)
  best = [best, (Process.clock_gettime(Process::CLOCK_MONOTONIC) - started) * 1000].min
end
puts "answer #{answer}"
puts "ms #{best}"
