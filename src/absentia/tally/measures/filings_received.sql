-- unit.en: filings: entries of court registers, each counted once by its date of receipt
-- unit.ru: поступления: записи в картотеках судов, каждая один раз, по дате поступления
-- about.en: A case returned to the prosecutor and filed again, or transferred to another court, is two filings. A new number in January is not a new filing. The date is «Дата поступления», never the year in the number.
-- about.ru: Дело, возвращённое прокурору и поступившее снова или переданное в другой суд, даёт два поступления. Новый номер в январе нового поступления не даёт. Дата — «Дата поступления», а не год в номере.
SELECT record_no        AS unit,
       court,
       instance,
       procedure,
       received         AS day,
       record_no        AS charged_in,
       NULL::INTEGER    AS person,
       NULL::INTEGER    AS charge,
       1                AS weight
FROM record
