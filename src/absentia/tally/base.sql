-- What every measure stands on, of the tables that linking resolved. Records and cases go by numbers here, of the view
-- record_line: a record's is its place in the file, which is sorted by its id, and a case's that of its first record.

-- name: words
-- Places and words go by numbers, too: few are different.
CREATE TEMP TYPE court_name AS ENUM (SELECT DISTINCT key FROM court_key ORDER BY key);

CREATE TEMP TYPE word AS ENUM (
    SELECT source AS word FROM records
    UNION SELECT instance FROM records
    UNION SELECT procedure FROM records
    UNION SELECT ending FROM ending
    ORDER BY word
);

-- Whose law is applied in a court; NULL where its pages come from sources of several jurisdictions.
CREATE TEMP TABLE court_law AS
SELECT coalesce(k.key, c.court)                                              AS court,
       CASE WHEN count(DISTINCT l.jurisdiction) = 1 THEN any_value(l.jurisdiction) END AS jurisdiction
FROM (SELECT DISTINCT court, court_code, source FROM captures WHERE court IS NOT NULL) c
JOIN source_law l ON l.source = c.source
LEFT JOIN court_key k ON k.court = c.court AND k.court_code IS NOT DISTINCT FROM c.court_code
GROUP BY ALL;

-- Cases of several records: most have one, which needs no looking up by a long id. Found by a short number for it that
-- others may share, then told apart by the id itself.
CREATE TEMP TABLE case_of_several AS
WITH often AS (SELECT hash(case_id) AS number FROM record_line GROUP BY number HAVING count(*) > 1)
SELECT case_id,
       min(line)::INTEGER                                                    AS case_no,
       CASE WHEN min(uid) = max(last_uid) THEN min(uid) END                  AS uid,
       min(source) FILTER (uid IS NOT NULL)                                  AS source
FROM record_line
WHERE hash(case_id) IN (FROM often)
GROUP BY case_id
HAVING count(*) > 1;

-- The court of a code, where it is that of one.
CREATE TEMP TABLE court_of_code AS
SELECT court_code, any_value(key)::court_name AS court
FROM court_key
GROUP BY court_code
HAVING count(DISTINCT key) = 1

-- name: records
-- Records with their persons and charges as they stand now, and where and when their cases began, by the one valid
-- identifier of a case across courts, where it has one.
CREATE TEMP TABLE record AS
WITH of_case AS (
    SELECT r.*, coalesce(c.case_no, r.line) AS case_no, c.case_no IS NOT NULL AS shared,
           CASE WHEN shared THEN c.uid WHEN r.uid = r.last_uid THEN r.uid END    AS case_uid,
           CASE WHEN shared THEN c.source ELSE r.source END                      AS uid_source,
           {origin}                                                              AS origin
    FROM record_line r
    LEFT JOIN case_of_several c USING (case_id)
)
SELECT r.line::INTEGER AS record_no, r.case_no::INTEGER AS case_no, r.shared, r.source::word AS source,
       r.court::court_name AS court, r.instance::word AS instance, r.procedure::word AS procedure, r.received, r.decided,
       r.result IS NULL AS unended, r.seen, r.crowded, e.ending::word AS ending,
       r.case_uid IS NOT NULL AS has_uid, o.court AS began_in,
       make_date(nullif(r.origin.year, '')::INTEGER, 1, 1)                   AS began,
       -- when it was received in one number, before all others where nobody knows, with its own in the lowest bits
       coalesce(r.received - DATE '0001-01-01', -1) * 4294967296 + r.line    AS place
FROM of_case r
LEFT JOIN court_of_code o ON o.court_code = nullif(r.origin.court, '')
LEFT JOIN ending e ON e.source = r.source AND e.result = r.result;

CREATE TEMP TYPE label AS ENUM (
    WITH written AS (SELECT DISTINCT code, article, provision FROM record_charges),
         label AS (
        SELECT unnest([l.prefix || h.article, l.prefix || h.code || ' ' || h.article, l.prefix || h.provision]) AS text
        FROM written h, source_law l
    )
    SELECT DISTINCT text FROM label WHERE text IS NOT NULL ORDER BY text
);

-- of_law: of the code that the jurisdiction's law describes, or of none that the page names
CREATE TEMP TABLE charge AS
SELECT n.line::INTEGER AS record_no, h.person, h.position, h.episodes, l.jurisdiction,
       coalesce(h.code IN (l.code, 'unassigned'), false)                     AS of_law,
       h.article,
       h.part,
       (l.prefix || CASE WHEN of_law THEN '' ELSE h.code || ' ' END || h.article)::label AS article_label,
       (l.prefix || h.provision)::label                                      AS provision_label
FROM record_charges h
JOIN record_line n USING (record_id)
JOIN source_law l ON l.source = n.source;

CREATE TEMP VIEW record_charge AS
SELECT n.record_id, c.* EXCLUDE (record_no)
FROM charge c
JOIN record_line n ON n.line = c.record_no;

CREATE TEMP TABLE person AS
SELECT n.line::INTEGER AS record_no, p.position, p.charges_readable, p.charges_readable IS NOT DISTINCT FROM false AS unreadable,
       h.person IS NOT NULL                                                  AS charged,
       p.decided, e.ending::word AS ending
FROM record_persons p
JOIN record_line n USING (record_id)
LEFT JOIN (SELECT DISTINCT record_no, person FROM charge) h ON h.record_no = n.line AND h.person = p.position
LEFT JOIN ending e ON e.source = n.source AND e.result = p.result;

-- Records that show persons: whether a verdict was given on any, whether any is charged, and all of it could be read.
CREATE TEMP TABLE person_of_record AS
SELECT record_no,
       bool_or(ending = 'verdict')                                           AS given,
       min(decided) FILTER (ending = 'verdict')                              AS decided,
       bool_or(unreadable)                                                   AS unreadable,
       bool_or(charged)                                                      AS charged
FROM person
GROUP BY record_no;

-- One row per case and instance: of its first filing, its last, and the last that shows any persons. A record is the
-- charged one of one row at most.
CREATE TEMP TABLE case_in_instance AS
WITH found AS (
    SELECT case_no, instance, procedure, min(received) AS first_received,
           coalesce(min(place) FILTER (place >= 0), min(place)) & 4294967295 AS first,
           max(place) & 4294967295                                           AS last,
           coalesce(max(place) FILTER (v.record_no IS NOT NULL), max(place)) & 4294967295 AS charged
    FROM record
    LEFT JOIN person_of_record v USING (record_no)
    WHERE shared
    GROUP BY case_no, instance, procedure
)
SELECT case_no, instance, procedure, court AS first_court, received AS first_received, record_no AS last_record,
       record_no AS charged_record, has_uid, began_in, began
FROM record
WHERE NOT shared
UNION ALL
SELECT f.case_no, f.instance, f.procedure, one.court, f.first_received, f.last::INTEGER, f.charged::INTEGER,
       one.has_uid, one.began_in, one.began
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
LEFT JOIN person_of_record v ON v.record_no = z.last_record;

-- Open ends: records whose case may stand here once more, as a later filing that no exact key joins to it. Returned:
-- in the same court; transferred: in another; not ended when last seen: in either. A later filing is received after
-- the decision; one that was not shown when the record was last seen fell within the longest delay before that.
-- Followed: some record was received later that may be that filing; then the charges may be the other's by now.
CREATE TEMP TABLE open_end AS
WITH filing AS (
    SELECT * FROM record WHERE instance IN ('first', 'unknown')
),
last_filing AS (
    FROM filing WHERE NOT shared
    UNION ALL
    FROM filing
    WHERE record_no IN (SELECT max(place) & 4294967295 FROM filing WHERE shared GROUP BY case_no, procedure)
),
later AS (
    SELECT procedure, court,
           max(coalesce(received, DATE '9999-12-31'))                        AS any_day,
           max(coalesce(received, DATE '9999-12-31')) FILTER (NOT has_uid)   AS day_without_uid
    FROM filing
    GROUP BY GROUPING SETS ((procedure, court), (procedure))
),
ended AS (
    SELECT case_no, record_no, ending, procedure, has_uid,
           CASE WHEN ending = 'returned' THEN court END                      AS court,
           coalesce(
               CASE WHEN unended THEN greatest(received, seen - getvariable('posted_within')::INTEGER)
                    ELSE coalesce(decided, received) END,
               DATE '0001-01-01')                                            AS since
    FROM last_filing
    WHERE unended OR ending IN ('returned', 'transferred')
)
SELECT e.*,
       coalesce(CASE WHEN e.has_uid THEN t.day_without_uid ELSE t.any_day END > e.since, false) AS followed
FROM ended e
LEFT JOIN later t ON t.procedure = e.procedure AND t.court IS NOT DISTINCT FROM e.court;

-- Days on which a filing was received that cannot be the second of its case unless an open end says so: complete looks
-- show what came before it, in its court since the year began, or (court NULL) in every court for as long as a case may
-- take. Filled for each instance and procedure that is asked about.
CREATE TEMP TABLE settled (instance VARCHAR, procedure VARCHAR, court court_name, since DATE, until DATE);

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
