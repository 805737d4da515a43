-- What every measure stands on, of the tables that linking resolved: records with their persons and charges as they stand
-- now, one row per case and instance, where cases began, and which may stand in a count once more.

-- Whose law is applied in a court; NULL where its pages come from sources of several jurisdictions.
CREATE TEMP TABLE court_law AS
SELECT coalesce(k.key, c.court)                                              AS court,
       CASE WHEN count(DISTINCT l.jurisdiction) = 1 THEN any_value(l.jurisdiction) END AS jurisdiction
FROM (SELECT DISTINCT court, court_code, source FROM captures WHERE court IS NOT NULL) c
JOIN source_law l ON l.source = c.source
LEFT JOIN court_key k ON k.court = c.court AND k.court_code IS NOT DISTINCT FROM c.court_code
GROUP BY ALL;

CREATE TEMP VIEW record AS
SELECT r.*, e.ending
FROM records r
LEFT JOIN ending e ON e.source = r.source AND e.result = r.result;

CREATE TEMP VIEW crowded AS
SELECT record_id FROM records WHERE crowded;

CREATE TEMP VIEW record_person AS
SELECT p.*, e.ending
FROM record_persons p
JOIN records r USING (record_id)
LEFT JOIN ending e ON e.source = r.source AND e.result = p.result;

-- of_law: of the code that the jurisdiction's law describes, or of none that the page names
CREATE TEMP VIEW record_charge AS
SELECT h.record_id, h.person, h.position, h.episodes, l.jurisdiction,
       coalesce(h.code IN (l.code, 'unassigned'), false)                     AS of_law,
       h.article,
       h.part,
       l.prefix || CASE WHEN of_law THEN '' ELSE h.code || ' ' END || h.article    AS article_label,
       l.prefix || h.provision                                               AS provision_label
FROM record_charges h
JOIN records r USING (record_id)
JOIN source_law l ON l.source = r.source;

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
FROM filing_states f
JOIN cases c USING (filing_id)
LEFT JOIN origin o ON o.source = f.source AND o.uid = f.uid
WHERE f.uid IS NOT NULL
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
       l.record_id,
       l.ending,
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
