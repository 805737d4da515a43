-- name: document
-- Of criminal proceedings: documents under an article of the chapter, and all others of their cases. One that stands in
-- the packages of two years counts as the newer package has it.
CREATE TEMP TABLE document AS
WITH chosen AS MATERIALIZED (SELECT document, number FROM sliced WHERE article IS NOT NULL)
SELECT * FROM sliced
WHERE document IN (SELECT document FROM chosen) OR number IN (SELECT number FROM chosen WHERE number IS NOT NULL)
QUALIFY row_number() OVER (PARTITION BY document ORDER BY day DESC, year DESC) = 1

-- name: case_article
-- Each case with each article any of its documents has; whether all of them have it, and whether all have any.
CREATE TEMP TABLE case_article AS
SELECT a.number, a.article, a.documents = c.documents AS every, c.of_chapter = c.documents AS chapter
FROM (SELECT number, article, count(*) AS documents FROM document WHERE article IS NOT NULL GROUP BY ALL) a
JOIN (SELECT number, count(*) AS documents, count(article) AS of_chapter FROM document GROUP BY number) c
    ON c.number = a.number

-- name: differing
SELECT count(DISTINCT number) AS cases, count(DISTINCT number) FILTER (NOT every) AS differing
FROM case_article WHERE article IS NOT DISTINCT FROM coalesce($article, article)

-- name: unplaced
SELECT
    count(*) FILTER (article IS NOT NULL AND adopted IS NULL)                       AS undated,
    count(*) FILTER (article IS NOT NULL AND (adopted < $first OR adopted > $last)) AS other_years,
    count(*) FILTER (article IS NOT NULL AND instance IS NULL)                      AS instance_unknown,
    count(*) FILTER (category IS NULL)                                              AS category_empty,
    count(*) FILTER (grouped)                                                       AS category_is_group
FROM sliced WHERE article IS NULL OR article IS NOT DISTINCT FROM coalesce($article, article)
