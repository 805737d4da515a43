-- Units received, by day of receipt and the day a page first showed them. A unit whose pages have no time of capture
-- has no first_seen; it is counted to say how many there are.
WITH unit AS (
{measure}
),
first_capture AS (
    SELECT {key} AS key, min(f.captured)::DATE AS first_seen
    FROM filings f
    JOIN cases c USING (filing_id)
    GROUP BY 1
)
SELECT u.day                                  AS event,
       first_capture.first_seen               AS report,
       sum(u.weight)::BIGINT                  AS number
FROM unit u
JOIN record r ON r.record_id = u.charged_in
LEFT JOIN first_capture ON first_capture.key = {unit_key}
WHERE u.day IS NOT NULL
  AND ($court IS NULL OR u.court = $court)
  AND u.instance = 'first'
  AND u.procedure = 'criminal'
  AND ($article IS NULL OR EXISTS (
        SELECT 1 FROM record_charge h
        WHERE h.record_id = u.charged_in
          AND h.article = $article
          AND h.code IN ('УК', 'unassigned')
          AND ($part IS NULL OR h.part = $part)
  ))
GROUP BY ALL
ORDER BY ALL
