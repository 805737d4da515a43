-- What pages say of filings, by court: each different thing once, with the newest page that says it. Stands on the view
-- page_filing, which numbers the rows of the table filings as they stand there: by capture, then by place on the page.

-- name: spoilt
-- Pages that were cut off or damaged on their way.
CREATE OR REPLACE TEMP TABLE spoilt_page AS
SELECT DISTINCT capture
FROM issues
WHERE kind IN ('truncated', 'garbled', 'mojibake', 'oversize', 'too_deep', 'too_dense', 'encoding_unreadable',
               'encoding_unknown', 'digest_mismatch', 'row_shape')

-- name: courts
-- A digest of the readings of each court, whatever the order of rows: of every column that is kept, for the same bytes
-- may be known at another address or of another day than before.
SELECT *, part_of(court) AS part
FROM (
    SELECT coalesce(f.court, '') AS court,
           count(*) || ':' || bit_xor(hash(
               f.filing_id, f.capture, f.row, f.captured, f.changed, f.published, s.capture, f.source, f.court_code, f.page,
               f.procedure, f.instance, f.guid, f.uid, f.uid_valid, f.number, f.joined_number, f.former_numbers, f.received,
               f.decided, f.result, f.lower_court, f.lower_number, f.lower_former_numbers, f.persons, f.charges_readable
           ))                                                                    AS digest
    FROM filings f
    LEFT JOIN spoilt_page s USING (capture)
    GROUP BY 1
)
ORDER BY court

-- name: few_changed
-- What pages of the courts that changed say, set apart: two statements read it, and all other pages are passed over.
CREATE OR REPLACE TEMP TABLE changed_reading AS
SELECT f.* FROM page_filing f SEMI JOIN changed_court c ON c.court = coalesce(f.court, '')

-- name: many_changed
-- The same where it is about as large as the table: it is read twice.
CREATE OR REPLACE TEMP VIEW changed_reading AS
SELECT f.* FROM page_filing f SEMI JOIN changed_court c ON c.court = coalesce(f.court, '')

-- name: parts
SELECT DISTINCT part_of(court) AS part FROM changed_court

-- name: standing
CREATE OR REPLACE TEMP VIEW standing AS
SELECT s.*
FROM standing_state s
ANTI JOIN changed_court c ON c.court = coalesce(s.court, '')

-- name: shown
-- The filings of courts that changed, as the table shows them before, and after, it is renewed.
INSERT INTO changed_filing
SELECT DISTINCT s.filing_id
FROM standing_state s
SEMI JOIN changed_court c ON c.court = coalesce(s.court, '')

-- name: states
-- The newest: of one moment, the page that stands last. What is the same in every column that is kept is one.
WITH reading AS (
    SELECT f.*, coalesce(f.captured, f.changed, f.published)                 AS seen,
           CASE WHEN f.uid_valid THEN f.uid END                              AS valid_uid,
           s.capture IS NOT NULL                                             AS spoilt
    FROM changed_reading f
    LEFT JOIN spoilt_page s ON s.capture = f.capture
),
told AS (
    SELECT filing_id, spoilt, seen, line,
           hash(source, court_code, page, procedure, instance, guid, valid_uid, number, joined_number, former_numbers,
                received, decided, result, lower_court, lower_number, lower_former_numbers, persons,
                charges_readable)                                            AS told
    FROM reading
),
newest AS (
    SELECT filing_id, spoilt, count(*) AS readings, max(seen) AS seen,
           max((coalesce(epoch_us(seen) + (1::HUGEINT << 62), 0) << 40) + line) & ((1::HUGEINT << 40) - 1) AS line
    FROM told
    GROUP BY filing_id, spoilt, told
)
SELECT part_of(f.court) AS part, f.filing_id, f.capture, f.row, f.source, f.court, f.court_code, f.page, n.spoilt,
       f.procedure, f.instance, f.guid, CASE WHEN f.uid_valid THEN f.uid END AS uid, f.number, f.joined_number,
       f.former_numbers, f.received, f.decided, f.result, f.lower_court, f.lower_number, f.lower_former_numbers, f.persons,
       f.charges_readable, n.readings, n.seen
FROM newest n
JOIN changed_reading f USING (line)
UNION ALL
FROM standing
ORDER BY part, filing_id, capture, row
