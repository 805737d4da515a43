-- unit.en: cases decided: cases whose last filing has been decided, on the day and in the court of that decision
-- unit.ru: рассмотренные дела: дела, завершённые решением по последнему поступлению, по дню и суду этого решения
-- about.en: Verdicts, terminations, compulsory medical measures and other final rulings. A return to the prosecutor, a transfer and a joinder end a filing, not the case, and are not counted.
-- about.ru: Приговоры, прекращения, принудительные меры медицинского характера и иные итоговые решения. Возвращение прокурору, передача по подсудности и присоединение дела не завершают и не считаются.
-- dated-by: decision
-- one-per-case: last filing
SELECT case_no          AS unit,
       last_court       AS court,
       instance,
       procedure,
       last_decided     AS day,
       charged_record   AS charged_in,
       NULL::INTEGER    AS person,
       NULL::INTEGER    AS charge,
       1                AS weight
FROM case_at_last
WHERE last_decided IS NOT NULL AND NOT last_moved_on
