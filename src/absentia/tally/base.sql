-- What every measure stands on: one row per record, its persons and charges as last seen, one row per case and instance.
-- A "reading" is one page's view of a record. The newest reading wins; of one day, a card goes before a listing and a
-- listing before a hearing list. Pages whose time of capture is unknown are dated by their own «изменено». A page that was
-- cut off or spoilt on its way speaks only where no whole page does, and never of results, persons and charges.

CREATE TEMP TABLE spoilt_page AS
SELECT DISTINCT capture
FROM issues
WHERE kind IN ('truncated', 'garbled', 'mojibake', 'oversize', 'too_deep', 'too_dense', 'encoding_unreadable',
               'encoding_unknown', 'digest_mismatch', 'row_shape');

-- Whose page it is: what numbers, results and identifiers mean is the source's to say.
CREATE TEMP TABLE page_source AS
SELECT capture, any_value(source) AS source FROM captures GROUP BY capture;

-- Whose law is applied in a court; NULL where its pages come from sources of several jurisdictions.
CREATE TEMP TABLE court_law AS
SELECT coalesce(k.key, c.court)                                              AS court,
       CASE WHEN count(DISTINCT l.jurisdiction) = 1 THEN any_value(l.jurisdiction) END AS jurisdiction
FROM captures c
JOIN source_law l ON l.source = c.source
LEFT JOIN court_key k ON k.court = c.court AND k.court_code IS NOT DISTINCT FROM c.court_code
WHERE c.court IS NOT NULL
GROUP BY ALL;

CREATE TEMP TABLE reading AS
SELECT c.case_id,
       c.record_id,
       f.filing_id,
       f.capture,
       f.row,
       f.page,
       p.source,
       coalesce(k.key, f.court)                                              AS court,
       nullif(f.instance, 'unknown')                                         AS instance,
       nullif(f.procedure, 'unknown')                                        AS procedure,
       f.received,
       f.decided,
       f.result,
       e.ending,
       coalesce(f.captured, f.changed, f.published)                          AS seen,
       CASE f.page WHEN 'card' THEN 0 WHEN 'listing' THEN 1 ELSE 2 END       AS page_rank,
       s.capture IS NOT NULL                                                 AS spoilt
FROM filings f
JOIN cases c USING (filing_id)
LEFT JOIN page_source p ON p.capture = f.capture
LEFT JOIN ending e ON e.source = p.source AND e.result = f.result
LEFT JOIN spoilt_page s ON s.capture = f.capture
LEFT JOIN court_key k ON k.court = f.court AND k.court_code IS NOT DISTINCT FROM f.court_code;

-- place: how new a reading is within its record; the highest is the newest
CREATE TEMP TABLE placed AS
SELECT *,
       row_number() OVER (
           PARTITION BY record_id
           ORDER BY spoilt DESC, seen NULLS FIRST, page_rank DESC, capture, row
       ) AS place
FROM reading;

-- arg_max passes over NULL: the newest reading that states the value. Decisions are taken from the newest whole card or
-- listing even where it states none: a decision that is gone is gone, and a result cut short may read as another.
CREATE TEMP TABLE record AS
SELECT record_id,
       any_value(case_id)                                                    AS case_id,
       any_value(source)                                                     AS source,
       arg_max(court, place)                                                 AS court,
       coalesce(arg_max(instance, place), 'unknown')                         AS instance,
       coalesce(arg_max(procedure, place), 'unknown')                        AS procedure,
       arg_max(received, place)                                              AS received,
       arg_max_null(decided, place) FILTER (page_rank < 2 AND NOT spoilt)    AS decided,
       arg_max_null(result, place) FILTER (page_rank < 2 AND NOT spoilt)     AS result,
       arg_max_null(ending, place) FILTER (page_rank < 2 AND NOT spoilt)     AS ending,
       max(seen)::DATE                                                       AS seen
FROM placed
GROUP BY record_id;

-- The reading persons and charges are taken from: of whole pages (a list cut short is a shorter list) the newest day on
-- which they are shown, rather one whose cells can be read, rather a card.
CREATE TEMP TABLE charged AS
WITH shown AS (
    SELECT filing_id, capture, row,
           bool_and(coalesce(charges_readable, false))                       AS readable
    FROM defendants
    GROUP BY filing_id, capture, row
)
SELECT p.record_id, p.filing_id, p.capture, p.row
FROM placed p
JOIN shown s ON s.filing_id = p.filing_id AND s.capture = p.capture AND s.row = p.row
WHERE NOT p.spoilt
QUALIFY row_number() OVER (
    PARTITION BY p.record_id
    ORDER BY p.seen::DATE DESC NULLS LAST, s.readable DESC, p.page_rank, p.seen DESC, p.capture, p.row
) = 1;

-- Records of which a cell, as last read, may name several persons: nobody knows how many.
CREATE TEMP TABLE crowded AS
SELECT DISTINCT c.record_id
FROM charged c
JOIN issues i ON i.capture = c.capture AND i.kind = 'person_unreadable'
WHERE c.row = -1 OR i.place = 'rows[' || c.row || '].info';

CREATE TEMP TABLE record_person AS
SELECT c.record_id, d.position, d.charges_readable, d.result, e.ending, d.decided
FROM charged c
JOIN defendants d ON d.filing_id = c.filing_id AND d.capture = c.capture AND d.row = c.row
LEFT JOIN page_source p ON p.capture = c.capture
LEFT JOIN ending e ON e.source = p.source AND e.result = d.result;

-- of_law: of the code that the jurisdiction's law describes, or of none that the page names
CREATE TEMP TABLE record_charge AS
SELECT c.record_id,
       h.defendant                                                           AS person,
       h.position,
       h.episodes,
       l.jurisdiction,
       coalesce(h.code IN (l.code, 'unassigned'), false)                     AS of_law,
       h.article,
       h.part,
       l.prefix || CASE WHEN of_law THEN '' ELSE h.code || ' ' END || h.article    AS article_label,
       l.prefix || h.provision                                               AS provision_label
FROM charged c
JOIN charges h ON h.filing_id = c.filing_id AND h.capture = c.capture AND h.row = c.row
JOIN page_source p ON p.capture = c.capture
JOIN source_law l ON l.source = p.source;

-- How a filing can end without ending the case.
CREATE TEMP MACRO moves_on(ending) AS (ending IN ('returned', 'transferred', 'joined'));

CREATE TEMP TABLE case_in_instance AS
WITH person AS (
    SELECT record_id,
           bool_or(ending = 'verdict')                                       AS person_verdict,
           min(decided) FILTER (ending = 'verdict')                          AS person_decided
    FROM record_person
    GROUP BY record_id
),
ordered AS (
    SELECT r.*,
           p.person_verdict,
           p.person_decided,
           p.record_id IS NOT NULL                                           AS shows_persons,
           row_number() OVER (
               PARTITION BY case_id, instance, procedure ORDER BY received NULLS LAST, record_id
           ) AS forward,
           row_number() OVER (
               PARTITION BY case_id, instance, procedure ORDER BY received NULLS FIRST, record_id
           ) AS place
    FROM record r
    LEFT JOIN person p USING (record_id)
)
SELECT case_id,
       instance,
       procedure,
       arg_min(court, forward)                                               AS first_court,
       min(received)                                                         AS first_received,
       arg_max(court, place)                                                 AS last_court,
       arg_max_null(decided, place)                                          AS last_decided,
       coalesce(arg_max_null(moves_on(ending), place), false)                AS last_moved_on,
       coalesce(arg_max_null(ending = 'verdict', place), false)              AS last_verdict,
       coalesce(arg_max_null(person_verdict, place), false)                  AS person_verdict,
       arg_max_null(person_decided, place)                                   AS person_decided,
       coalesce(arg_max(record_id, place) FILTER (shows_persons), arg_max(record_id, place)) AS charged_record
FROM ordered
GROUP BY case_id, instance, procedure;

-- Where and when a case began, by its one valid identifier across courts.
CREATE TEMP TABLE case_origin AS
SELECT c.case_id,
       (SELECT CASE WHEN count(DISTINCT k.key) = 1 THEN any_value(k.key) END
        FROM court_key k WHERE k.court_code = any_value(o.court_code))       AS court,
       any_value(o.year)                                                     AS year
FROM filings f
JOIN cases c USING (filing_id)
JOIN page_source p ON p.capture = f.capture
LEFT JOIN origin o ON o.source = p.source AND o.uid = f.uid
WHERE f.uid_valid
GROUP BY c.case_id
HAVING count(DISTINCT f.uid) = 1;

-- Open ends: records whose case may stand here once more, as a later filing that no exact key joins to it. Returned:
-- in the same court; transferred: in another; not ended when last seen: in either. A later filing is received after
-- the decision; one that was not shown when the record was last seen fell within the longest delay before that.
-- Followed: some record was received later that may be that filing; then the charges may be the other's by now.
CREATE TEMP TABLE open_end AS
WITH last_filing AS (
    SELECT r.*
    FROM record r
    WHERE r.instance IN ('first', 'unknown')
    QUALIFY row_number() OVER (
        PARTITION BY r.case_id, r.procedure ORDER BY r.received DESC NULLS LAST, r.record_id DESC
    ) = 1
),
later AS (
    SELECT r.procedure, r.court,
           max(coalesce(r.received, DATE '9999-12-31'))                      AS any_day,
           max(coalesce(r.received, DATE '9999-12-31')) FILTER (o.case_id IS NULL) AS day_without_uid
    FROM record r
    LEFT JOIN case_origin o USING (case_id)
    WHERE r.instance IN ('first', 'unknown')
    GROUP BY GROUPING SETS ((r.procedure, r.court), (r.procedure))
),
ended AS (
SELECT l.case_id,
       l.procedure,
       CASE WHEN l.ending = 'returned' THEN l.court END                      AS court,
       o.case_id IS NOT NULL                                                 AS has_uid,
       coalesce(
           CASE WHEN l.result IS NULL THEN greatest(l.received, l.seen - getvariable('posted_within')::INTEGER)
                ELSE coalesce(l.decided, l.received) END,
           DATE '0001-01-01')                                                AS since
FROM last_filing l
LEFT JOIN case_origin o USING (case_id)
WHERE l.result IS NULL OR l.ending IN ('returned', 'transferred')
)
SELECT e.*,
       coalesce(CASE WHEN e.has_uid THEN t.day_without_uid ELSE t.any_day END > e.since, false) AS followed
FROM ended e
LEFT JOIN later t ON t.procedure = e.procedure AND t.court IS NOT DISTINCT FROM e.court;

-- Days on which a filing was received that cannot be the second of its case unless an open end says so: complete looks
-- show what came before it, in its court since the year began, or (court NULL) in every court for as long as a case may
-- take. Filled for each instance and procedure that is asked about.
CREATE TEMP TABLE settled (instance VARCHAR, procedure VARCHAR, court VARCHAR, since DATE, until DATE);
