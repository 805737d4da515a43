-- unit.en: persons in cases: each defendant of each case once, on the day and in the court of the case's first receipt
-- unit.ru: подсудимые: каждый подсудимый каждого дела один раз, по дню и суду первого поступления дела
-- about.en: Somebody charged in two cases is counted twice: most courts hide names, so persons cannot be matched between cases. Defendants and charges are those of the case's last filing, as last seen.
-- about.ru: До назначения заседания закон называет их обвиняемыми. Подсудимый по двум делам считается дважды: многие суды скрывают имена, и людей из разных дел не сопоставить. Подсудимые и вменённые статьи — по последнему поступлению дела, как его видели в последний раз.
-- one-per-case: first filing
SELECT case_no || ':' || instance || ':' || p.position  AS unit,
       first_court      AS court,
       instance,
       procedure,
       first_received   AS day,
       charged_record   AS charged_in,
       p.position       AS person,
       NULL::INTEGER    AS charge,
       1                AS weight
FROM case_in_instance
JOIN person p ON p.record_no = charged_record
