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
SELECT coalesce(k.key, l.court) AS court, l.outcome, count(*)::INTEGER AS questions,
       bool_or(l.records > 0) AS shown, max(l.started)::DATE AS newest
FROM looks l
JOIN registers r ON r.court = l.court AND r.register = l.register AND list_contains(r.buildings, l.building)
LEFT JOIN court_key k ON k.court = l.court AND k.court_code IS NOT DISTINCT FROM l.court_code
WHERE l.newest
  AND ($instance = 'all' OR l.instance = $instance)
  AND ($procedure = 'all' OR l.procedure = $procedure)
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
SELECT coalesce(k.key, c.court) AS court, any_value(coalesce(k.name, c.court_name)) AS name, c.page,
       count(*)::INTEGER AS pages, bool_or(c.page = 'listing' AND c.rows > 0) AS listed,
       min(c.captured) AS first_captured, max(c.captured) AS last_captured
FROM captures c
LEFT JOIN court_key k ON k.court = c.court AND k.court_code IS NOT DISTINCT FROM c.court_code
WHERE c.court IS NOT NULL
  AND ($instance = 'all' OR coalesce(nullif(c.instance, 'unknown'), $instance) = $instance)
  AND ($procedure = 'all' OR coalesce(nullif(c.procedure, 'unknown'), $procedure) = $procedure)
GROUP BY 1, c.page
ORDER BY ALL
