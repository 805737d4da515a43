-- What every measure stands on, of the tables that linking resolved. Records and cases go by numbers here, of the view
-- record_line: a record's is its place in the file, which is sorted by its id, and a case's that of its first record.

-- name: records
-- Records with their persons and charges as they stand now.

-- Whose law is applied in a court; NULL where its pages come from sources of several jurisdictions.
CREATE TEMP TABLE court_law AS
SELECT coalesce(k.key, c.court)                                              AS court,
       CASE WHEN count(DISTINCT l.jurisdiction) = 1 THEN any_value(l.jurisdiction) END AS jurisdiction
FROM (SELECT DISTINCT court, court_code, source FROM captures WHERE court IS NOT NULL) c
JOIN source_law l ON l.source = c.source
LEFT JOIN court_key k ON k.court = c.court AND k.court_code IS NOT DISTINCT FROM c.court_code
GROUP BY ALL;

-- The one valid identifier of a case across courts, where it has one.
CREATE TEMP TABLE case_known AS
SELECT case_id,
       min(line)::INTEGER                                                    AS case_no,
       CASE WHEN min(uid) = max(last_uid) THEN min(uid) END                  AS uid,
       min(source) FILTER (uid IS NOT NULL)                                  AS source
FROM record_line
GROUP BY case_id;

CREATE TEMP TABLE record AS
SELECT r.line::INTEGER AS record_no, c.case_no, r.source, r.court, r.instance, r.procedure, r.received, r.decided,
       r.result, r.seen, r.crowded, e.ending,
       -- when it was received in one number, before all others where nobody knows, with its own in the lowest bits
       coalesce(r.received - DATE '0001-01-01', -1) * 4294967296 + r.line    AS place
FROM record_line r
JOIN case_known c USING (case_id)
LEFT JOIN ending e ON e.source = r.source AND e.result = r.result;

CREATE TEMP TABLE person AS
SELECT n.line::INTEGER AS record_no, p.position, p.charges_readable, p.decided, e.ending
FROM record_persons p
JOIN record_line n USING (record_id)
LEFT JOIN ending e ON e.source = n.source AND e.result = p.result;

-- of_law: of the code that the jurisdiction's law describes, or of none that the page names
CREATE TEMP TABLE charge AS
SELECT n.line::INTEGER AS record_no, h.person, h.position, h.episodes, l.jurisdiction,
       coalesce(h.code IN (l.code, 'unassigned'), false)                     AS of_law,
       h.article,
       h.part,
       l.prefix || CASE WHEN of_law THEN '' ELSE h.code || ' ' END || h.article    AS article_label,
       l.prefix || h.provision                                               AS provision_label
FROM record_charges h
JOIN record_line n USING (record_id)
JOIN source_law l ON l.source = n.source;

CREATE TEMP VIEW record_charge AS
SELECT n.record_id, c.* EXCLUDE (record_no)
FROM charge c
JOIN record_line n ON n.line = c.record_no;

-- Where and when a case began, by its one identifier: filled by the statement “origins”, source by source.
CREATE TEMP TABLE case_origin (case_no INTEGER, court VARCHAR, year INTEGER)

-- name: origins
INSERT INTO case_origin
WITH told AS (
    SELECT case_no, nullif(regexp_extract(uid, $form, 1), '') AS court_code,
           nullif(regexp_extract(uid, $form, 2), '')::INTEGER AS year
    FROM case_known
    WHERE uid IS NOT NULL AND source = $source
),
one_court AS (
    SELECT court_code, any_value(key) AS court FROM court_key GROUP BY court_code HAVING count(DISTINCT key) = 1
)
SELECT case_no, court, year
FROM told
LEFT JOIN one_court USING (court_code)

-- name: cases
DROP TABLE case_known;

-- Records that show persons, and whether a verdict was given on any.
CREATE TEMP TABLE person_verdict AS
SELECT record_no,
       bool_or(ending = 'verdict')                                           AS given,
       min(decided) FILTER (ending = 'verdict')                              AS decided
FROM person
GROUP BY record_no;

-- One row per case and instance: of its first filing, its last, and the last that shows any persons.
CREATE TEMP TABLE case_in_instance AS
WITH found AS (
    SELECT case_no, instance, procedure, min(received) AS first_received,
           coalesce(min(place) FILTER (place >= 0), min(place)) & 4294967295 AS first,
           max(place) & 4294967295                                           AS last,
           coalesce(max(place) FILTER (v.record_no IS NOT NULL), max(place)) & 4294967295 AS charged
    FROM record
    LEFT JOIN person_verdict v USING (record_no)
    GROUP BY case_no, instance, procedure
)
SELECT f.case_no, f.instance, f.procedure, one.court AS first_court, f.first_received,
       f.last::INTEGER                                                       AS last_record,
       f.charged::INTEGER                                                    AS charged_record
FROM found f
JOIN record one ON one.record_no = f.first;

-- The same, as its last filing ended.
CREATE TEMP VIEW case_at_last AS
SELECT z.*,
       l.court                                                               AS last_court,
       l.decided                                                             AS last_decided,
       -- how a filing can end without ending the case
       coalesce(l.ending IN ('returned', 'transferred', 'joined'), false)    AS last_moved_on,
       coalesce(l.ending = 'verdict', false)                                 AS last_verdict,
       coalesce(v.given, false)                                              AS person_verdict,
       v.decided                                                             AS person_decided
FROM case_in_instance z
JOIN record l ON l.record_no = z.last_record
LEFT JOIN person_verdict v ON v.record_no = z.last_record;

-- Open ends: records whose case may stand here once more, as a later filing that no exact key joins to it. Returned:
-- in the same court; transferred: in another; not ended when last seen: in either. A later filing is received after
-- the decision; one that was not shown when the record was last seen fell within the longest delay before that.
-- Followed: some record was received later that may be that filing; then the charges may be the other's by now.
CREATE TEMP TABLE open_end AS
WITH last_filing AS (
    SELECT max(place) & 4294967295                                           AS record_no
    FROM record
    WHERE instance IN ('first', 'unknown')
    GROUP BY case_no, procedure
),
later AS (
    SELECT r.procedure, r.court,
           max(coalesce(r.received, DATE '9999-12-31'))                      AS any_day,
           max(coalesce(r.received, DATE '9999-12-31')) FILTER (o.case_no IS NULL) AS day_without_uid
    FROM record r
    LEFT JOIN case_origin o USING (case_no)
    WHERE r.instance IN ('first', 'unknown')
    GROUP BY GROUPING SETS ((r.procedure, r.court), (r.procedure))
),
ended AS (
SELECT l.case_no,
       l.record_no,
       l.ending,
       l.procedure,
       CASE WHEN l.ending = 'returned' THEN l.court END                      AS court,
       o.case_no IS NOT NULL                                                 AS has_uid,
       coalesce(
           CASE WHEN l.result IS NULL THEN greatest(l.received, l.seen - getvariable('posted_within')::INTEGER)
                ELSE coalesce(l.decided, l.received) END,
           DATE '0001-01-01')                                                AS since
FROM last_filing f
JOIN record l ON l.record_no = f.record_no
LEFT JOIN case_origin o ON o.case_no = l.case_no
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

-- Receipt dates that complete looks show from end to end.
CREATE TEMP VIEW shown_window AS
SELECT l.instance, l.procedure, coalesce(k.key, l.court)                     AS court,
       l.register, l.building, l.article, l.part,
       coalesce(l.since, DATE '1990-01-01')                                  AS since,
       -- what was received on the day of the first page may have been entered after it
       least(l.until, l.started::DATE - 1)                                   AS until,
       l.started::DATE                                                       AS captured,
       w.jurisdiction, l.stands, l.reaches
FROM looks l
LEFT JOIN court_key k ON k.court = l.court AND k.court_code IS NOT DISTINCT FROM l.court_code
LEFT JOIN court_law w ON w.court = coalesce(k.key, l.court)
