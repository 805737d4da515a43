-- name: ends
-- Every filing of first instance that was returned or transferred; whether its case shows an identifier across courts,
-- whether a filing of the same case came after it, and how many of the filings that could have followed show one: in the
-- same court, or in any other.
WITH filing AS (
    SELECT r.record_no, r.case_no, r.court, r.received, r.decided, r.ending, n.uid IS NOT NULL AS has_uid
    FROM record r
    JOIN record_line n ON n.line = r.record_no
    WHERE r.instance = 'first' AND r.procedure = 'criminal'
),
shares AS (
    SELECT court, count(*) AS filings, count(*) FILTER (has_uid) AS with_uid FROM filing GROUP BY court
),
all_of_them AS (
    SELECT sum(filings) AS filings, sum(with_uid) AS with_uid FROM shares
)
SELECT f.ending, f.has_uid,
       EXISTS (
           SELECT 1 FROM filing o
           WHERE o.case_no = f.case_no AND o.record_no <> f.record_no
             AND (o.received > coalesce(f.decided, f.received) OR (o.received = f.received AND o.record_no > f.record_no))
       )                                                                     AS followed,
       CASE f.ending WHEN 'returned' THEN s.filings ELSE a.filings - s.filings END::BIGINT   AS filings,
       CASE f.ending WHEN 'returned' THEN s.with_uid ELSE a.with_uid - s.with_uid END::BIGINT AS with_uid
FROM filing f
JOIN shares s USING (court)
CROSS JOIN all_of_them a
WHERE f.ending IN ('returned', 'transferred')
ORDER BY f.ending, f.record_no

-- name: seen
SELECT count(DISTINCT case_no) AS cases, count(*) AS filings, min(received) AS first_day, max(received) AS last_day
FROM record
WHERE instance = 'first' AND procedure = 'criminal'
