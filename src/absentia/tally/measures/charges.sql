-- unit.en: charges: provisions charged to persons, every episode counted, on the day of the case's first receipt
-- unit.ru: вменённые статьи: по каждому подсудимому, с учётом каждого эпизода, по дню первого поступления дела
-- about.en: A person charged twice under the same part is two charges. Only cells that could be read are counted; the others are reported beside the number.
-- about.ru: Два эпизода по одной части — две вменённые статьи. Считаются только прочитанные графы; непрочитанные названы рядом с числом.
-- checked-by: persons_charged
-- one-per-case: first filing
SELECT case_no || ':' || instance || ':' || c.person || ':' || c.position  AS unit,
       first_court      AS court,
       instance,
       procedure,
       first_received   AS day,
       charged_record   AS charged_in,
       c.person         AS person,
       c.position       AS charge,
       c.episodes       AS weight
FROM case_in_instance
JOIN charge c ON c.record_no = charged_record
