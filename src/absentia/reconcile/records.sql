-- Every record here with all its numbers, and whether its court is known to have stopped showing it.
WITH written AS (
    SELECT c.record_id, f.number, f.seen, f.filing_id, f.joined_number, f.former_numbers
    FROM filing_states f
    JOIN cases c USING (filing_id)
),
one_number AS (
    SELECT record_id, number FROM written
    UNION ALL SELECT record_id, joined_number FROM written
    UNION ALL SELECT record_id, unnest(former_numbers) FROM written
),
numbers AS (
    SELECT record_id, list_sort(list(DISTINCT number)) AS numbers FROM one_number WHERE number IS NOT NULL GROUP BY ALL
),
newest AS (
    SELECT record_id, arg_max(number, (seen, filing_id)) FILTER (number IS NOT NULL) AS number FROM written GROUP BY ALL
)
SELECT r.record_id, r.case_id, r.court, r.received, w.number, coalesce(n.numbers, []) AS numbers,
       r.record_id IN (SELECT c.record_id FROM gone g JOIN cases c USING (filing_id)) AS gone
FROM records r
LEFT JOIN numbers n USING (record_id)
LEFT JOIN newest w USING (record_id)
ORDER BY r.record_id
