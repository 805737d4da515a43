-- unit.en: cases: prosecutions, each counted once, on the day and in the court of its first receipt
-- unit.ru: дела: каждое уголовное преследование один раз, по дню и суду первого поступления
-- about.en: All filings of one prosecution are one case: renumbered, transferred, returned and filed again. Charges are those of its last filing in that instance, as last seen.
-- about.ru: Все поступления одного преследования — одно дело: с новым номером, переданное, возвращённое и поступившее снова. Вменённая статья — по последнему поступлению в этой инстанции, как его видели в последний раз.
-- one-per-case: first filing
SELECT case_no          AS unit,
       first_court      AS court,
       instance,
       procedure,
       first_received   AS day,
       charged_record   AS charged_in,
       NULL::INTEGER    AS person,
       NULL::INTEGER    AS charge,
       1                AS weight
FROM case_in_instance
