-- All ways to place ten queens: each row of the board is a step of the recursion.
WITH RECURSIVE squares(bit) AS (
  SELECT 1
  UNION ALL
  SELECT bit * 2 FROM squares WHERE bit < 512
), boards(line, columns, rising, falling) AS (
  SELECT 0, 0, 0, 0
  UNION ALL
  SELECT line + 1, columns | bit, (rising | bit) << 1, (falling | bit) >> 1
  FROM boards JOIN squares ON bit & (columns | rising | falling) = 0
  WHERE line < 10
)
SELECT 'answer ' || count(*) AS said FROM boards WHERE line = 10;
