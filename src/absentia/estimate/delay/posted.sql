-- Units decided, by day of decision and the day the portal says the event of that day was posted («Дата размещения»).
WITH unit AS (
{measure}
),
first_posted AS (
    SELECT c.record_id, e.date, min(e.posted) AS posted
    FROM events e
    JOIN cases c USING (filing_id)
    WHERE e.posted >= e.date
    GROUP BY 1, 2
)
SELECT u.day                                  AS event,
       p.posted                               AS report,
       sum(u.weight)::BIGINT                  AS number
FROM unit u
LEFT JOIN first_posted p ON p.record_id = u.charged_in AND p.date = u.day
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
