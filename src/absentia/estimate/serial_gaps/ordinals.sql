-- Every number a record of a first-instance criminal register was ever seen to bear, with what the record is about.
-- A number in brackets is a former one: it counts as shown in its own year. Stands on the tables of linking and the view record_charge of tally/base.sql.
WITH borne AS (
    SELECT c.record_id,
           unnest(list_prepend(f.number, coalesce(f.former_numbers, [])))    AS number,
           coalesce(f.captured, f.changed, f.published)                      AS seen
    FROM filings f
    JOIN cases c USING (filing_id)
    WHERE f.number IS NOT NULL
),
latest AS (
    SELECT record_id, number, max(seen) AS seen
    FROM borne
    WHERE number IS NOT NULL
    GROUP BY record_id, number
),
charged_with AS (
    SELECT record_id,
           bool_or(of_law AND jurisdiction = $jurisdiction AND article = $article AND ($part IS NULL OR part = $part))
               AS article
    FROM record_charge
    GROUP BY record_id
),
fates AS (
    SELECT c.record_id, arg_max(d.state, d.first_missed) AS fate
    FROM disappearances d
    JOIN cases c USING (filing_id)
    GROUP BY c.record_id
),
cells AS (
    SELECT record_id, bool_and(coalesce(charges_readable, false)) AS readable
    FROM record_persons
    GROUP BY record_id
)
SELECT r.record_id                                                           AS record,
       r.court,
       r.received,
       latest.number,
       latest.seen,
       CASE
           WHEN charged_with.article THEN true
           WHEN coalesce(cells.readable, false) AND charged_with.record_id IS NOT NULL THEN false
       END                                                                   AS article,
       fates.fate,
       r.source
FROM records r
JOIN latest USING (record_id)
JOIN source_law l ON l.source = r.source AND l.jurisdiction = $jurisdiction
LEFT JOIN charged_with USING (record_id)
LEFT JOIN cells USING (record_id)
LEFT JOIN fates USING (record_id)
WHERE r.instance = 'first'
  AND r.procedure = 'criminal'
  AND ($court IS NULL OR r.court = $court)
ORDER BY ALL
