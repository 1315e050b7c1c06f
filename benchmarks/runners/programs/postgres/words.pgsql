-- Counting words: 200,000 of 5,000, a row each.
WITH RECURSIVE numbers(place, x) AS (
  SELECT 1, 149
  UNION ALL
  SELECT place + 1, (x * 75 + 74) % 65537 FROM numbers WHERE place < 200000
), counts AS (
  SELECT 'w' || (x % 5000) AS word, count(*) AS times FROM numbers GROUP BY 1
)
SELECT 'answer ' || (SELECT count(*) FROM counts) || ' ' || word || ' ' || times AS said
FROM counts ORDER BY times DESC, word LIMIT 1;
