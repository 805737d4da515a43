-- What was looked at, from the table of looks. Every statement stands alone, by its name.

-- name: windows
SELECT court, register, building, article, part, since, until, captured, jurisdiction
FROM shown_window
WHERE stands AND ($instance = 'all' OR instance = $instance) AND ($procedure = 'all' OR procedure = $procedure)

-- name: joined
-- The same windows, each as far as nothing can have been posted after it, where neighbours are one.
SELECT court, register, building, article, part, since, reaches AS until,
       (reaches + getvariable('posted_within')::INTEGER)::DATE               AS captured,
       jurisdiction
FROM shown_window
WHERE reaches IS NOT NULL AND ($instance = 'all' OR instance = $instance) AND ($procedure = 'all' OR procedure = $procedure)
ORDER BY ALL

-- name: outcomes
-- How each question was answered last.
WITH told AS (
    SELECT court, court_code, register, building, outcome, count(*) AS questions, bool_or(records > 0) AS shown,
           max(started)::DATE AS newest
    FROM looks
    WHERE newest AND ($instance = 'all' OR instance = $instance) AND ($procedure = 'all' OR procedure = $procedure)
    GROUP BY ALL
)
SELECT coalesce(k.key, t.court) AS court, t.outcome, sum(t.questions)::INTEGER AS questions, bool_or(t.shown) AS shown,
       max(t.newest) AS newest
FROM told t
JOIN registers r ON r.court = t.court AND r.register = t.register AND list_contains(r.buildings, t.building)
LEFT JOIN court_key k ON k.court = t.court AND k.court_code IS NOT DISTINCT FROM t.court_code
GROUP BY ALL
ORDER BY 1, questions DESC, outcome

-- name: registers
SELECT coalesce(k.key, r.court) AS court, coalesce(r.name, k.name) AS name, r.register, r.since, r.buildings
FROM registers r
LEFT JOIN court_key k ON k.court = r.court AND k.court_code IS NOT DISTINCT FROM r.court_code
WHERE ($instance = 'all' OR r.instance = $instance)
  AND ($procedure = 'all' OR r.procedure = $procedure)
ORDER BY ALL

-- name: known
-- courts of which any register is known: a refusal that names none concerns those, and no other
SELECT DISTINCT coalesce(k.key, r.court) AS court
FROM registers r
LEFT JOIN court_key k ON k.court = r.court AND k.court_code IS NOT DISTINCT FROM r.court_code
ORDER BY ALL

-- name: pages
-- refusals often do not say which register they refuse: they concern every one
WITH told AS (
    SELECT court, court_code, any_value(court_name) AS name, page, count(*) AS pages,
           bool_or(page = 'listing' AND rows > 0) AS listed, min(captured) AS first, max(captured) AS last
    FROM captures
    WHERE court IS NOT NULL
      AND ($instance = 'all' OR coalesce(nullif(instance, 'unknown'), $instance) = $instance)
      AND ($procedure = 'all' OR coalesce(nullif(procedure, 'unknown'), $procedure) = $procedure)
    GROUP BY court, court_code, page
)
SELECT coalesce(k.key, t.court) AS court, any_value(coalesce(k.name, t.name)) AS name, t.page,
       sum(t.pages)::INTEGER AS pages, bool_or(t.listed) AS listed, min(t.first) AS first_captured,
       max(t.last) AS last_captured
FROM told t
LEFT JOIN court_key k ON k.court = t.court AND k.court_code IS NOT DISTINCT FROM t.court_code
GROUP BY 1, t.page
ORDER BY ALL
