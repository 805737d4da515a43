-- The units a tally counts (its table `scoped`) by day of receipt and the day a page first showed
-- them. A unit whose pages have no time of capture has no day of report; it is counted to say how many there are.
WITH first_capture AS (
    SELECT {key} AS key, min(f.captured)::DATE AS first_seen
    FROM filings f
    JOIN cases c USING (filing_id)
    GROUP BY 1
)
SELECT s.court,
       s.day                                  AS event,
       p.first_seen                           AS report,
       sum(s.weight)::BIGINT                  AS number
FROM (SELECT DISTINCT unit, court, day, charged_in, weight FROM scoped WHERE day IS NOT NULL) s
JOIN record_line r ON r.line = s.charged_in
LEFT JOIN first_capture p ON p.key = {unit_key}
GROUP BY ALL
ORDER BY ALL
