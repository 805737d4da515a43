-- Records: what pages say of their filings resolved into one row each, its persons and charges as last seen.
-- The newest page wins; of one moment, a card goes before a listing and a listing before a hearing list. A page that was
-- cut off or spoilt on its way speaks only where no whole page does, and never of results, persons and charges.

-- name: touched
-- Records that must be resolved anew.
CREATE OR REPLACE TEMP TABLE touched AS
SELECT record_id FROM cases WHERE getvariable('few') IS NULL OR filing_id IN (FROM touched_filing)
UNION
SELECT record_id FROM case_before

-- name: resolved
-- How new a state is stands in one number, which holds the state's line in its lowest bits: `place` for what is told,
-- `shown` for persons and charges. These are taken from whole pages (a list cut short is a shorter list): the newest day
-- on which they are shown, rather one whose cells can be read, rather a card.
-- arg_max passes over NULL: the newest state that tells the value. Decisions are taken from the newest whole card or
-- listing even where it tells none: a decision that is gone is gone, and a result cut short may read as another.
CREATE OR REPLACE TEMP TABLE fresh_record AS
WITH state AS (
    SELECT s.*, c.record_id, c.case_id, k.key AS court_key, page IN ('card', 'listing') AND NOT spoilt AS decides,
           CASE page WHEN 'card' THEN 2 WHEN 'listing' THEN 1 ELSE 0 END::HUGEINT AS page_rank,
           coalesce(epoch_us(seen) + (1::HUGEINT << 62), 0)                  AS moment,
           coalesce(epoch_us(date_trunc('day', seen)) + (1::HUGEINT << 62), 0) AS day
    FROM page_state s
    JOIN (SELECT * FROM cases SEMI JOIN touched USING (record_id)) c USING (filing_id)
    LEFT JOIN court_key k ON k.court = s.court AND k.court_code IS NOT DISTINCT FROM s.court_code
),
placed AS (
    SELECT *,
           ((NOT spoilt)::HUGEINT << 98) + (moment << 34) + (page_rank << 32) + line AS place,
           CASE WHEN NOT spoilt AND persons > 0 THEN
               (day << 60) + (coalesce(charges_readable, false)::HUGEINT << 59) + (page_rank << 57)
               + ((moment - day) // 1000 << 32) + line
           END                                                               AS shown
    FROM state
),
resolved AS (
    SELECT record_id,
           min(case_id)                                                      AS case_id,
           arg_max(source, place)                                            AS source,
           arg_max(court_key, place)                                         AS court,
           coalesce(arg_max(nullif(instance, 'unknown'), place), 'unknown')  AS instance,
           coalesce(arg_max(nullif(procedure, 'unknown'), place), 'unknown') AS procedure,
           min(uid)                                                          AS uid,
           max(uid)                                                          AS last_uid,
           arg_max(received, place)                                          AS received,
           arg_max_null(decided, place) FILTER (decides)                     AS decided,
           arg_max_null(result, place) FILTER (decides)                      AS result,
           max(seen)::DATE                                                   AS seen,
           max(shown) & ((1::HUGEINT << 32) - 1)                             AS line
    FROM placed
    GROUP BY record_id
)
SELECT r.* EXCLUDE (line), s.filing_id AS charged_filing, s.capture AS charged_capture, s.row AS charged_row,
       s.capture IS NOT NULL AND EXISTS (
           SELECT 1 FROM issues i
           WHERE i.kind = 'person_unreadable' AND i.capture = s.capture
             AND (s.row = -1 OR i.place = 'rows[' || s.row || '].info')
       )                                                                     AS crowded,
       changed.court IS NOT NULL                                             AS page_changed
FROM resolved r
LEFT JOIN page_state s USING (line)
LEFT JOIN changed_court changed ON changed.court = coalesce(s.court, '')

-- name: recharged
-- Those whose persons and charges are not the ones that stand, or stand on pages that say something else by now.
CREATE OR REPLACE TEMP TABLE recharged AS
SELECT record_id, charged_filing AS filing_id, charged_capture AS capture, charged_row AS row
FROM fresh_record f
LEFT JOIN standing_record s USING (record_id, charged_filing, charged_capture, charged_row)
WHERE charged_capture IS NOT NULL AND (s.record_id IS NULL OR f.page_changed)

-- name: replaced
-- Those of whose persons and charges nothing stands: of records that are gone, that show none any more, or anew.
CREATE OR REPLACE TEMP TABLE replaced AS
SELECT record_id
FROM touched
ANTI JOIN (FROM fresh_record ANTI JOIN recharged USING (record_id) WHERE charged_capture IS NOT NULL) USING (record_id)
WHERE getvariable('few')

-- name: records
-- Those resolved now, and the others as they stand.
SELECT * EXCLUDE (page_changed) FROM fresh_record
UNION ALL BY NAME
SELECT * FROM standing_record ANTI JOIN touched USING (record_id)
ORDER BY record_id

-- name: record_persons
SELECT c.record_id, d.position, d.charges_readable, d.result, d.decided
FROM defendants d
JOIN recharged c ON c.filing_id = d.filing_id AND c.capture = d.capture AND c.row = d.row
UNION ALL
SELECT p.*
FROM standing_person p
ANTI JOIN replaced USING (record_id)
ORDER BY record_id, position

-- name: record_charges
SELECT c.record_id, h.defendant AS person, h.position, h.episodes, h.code, h.article, h.part, h.provision
FROM charges h
JOIN recharged c ON c.filing_id = h.filing_id AND c.capture = h.capture AND c.row = h.row
UNION ALL
SELECT p.*
FROM standing_charge p
ANTI JOIN replaced USING (record_id)
ORDER BY record_id, person, position
