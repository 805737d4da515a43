-- The units a tally counts (its table `scoped`) by day of decision and the day the portal says the
-- event of that day was posted («Дата размещения»).
WITH first_posted AS (
    SELECT c.record_id, e.date, min(e.posted) AS posted
    FROM events e
    JOIN cases c USING (filing_id)
    WHERE e.posted >= e.date
    GROUP BY 1, 2
)
SELECT s.court,
       s.day                                  AS event,
       p.posted                               AS report,
       sum(s.weight)::BIGINT                  AS number
FROM (SELECT DISTINCT unit, court, day, charged_in, weight FROM scoped WHERE day IS NOT NULL) s
JOIN record_line r ON r.line = s.charged_in
LEFT JOIN first_posted p ON p.record_id = r.record_id AND p.date = s.day
GROUP BY ALL
ORDER BY ALL
