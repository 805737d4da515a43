-- unit.en: verdicts: cases in which a verdict was given («Вынесен ПРИГОВОР»), conviction or acquittal alike
-- unit.ru: приговоры: дела, по которым вынесен приговор («Вынесен ПРИГОВОР»), обвинительный или оправдательный
-- about.en: The portals have no mark that tells convictions from acquittals. One case is one verdict, however many persons it names; a case counts when the case or any person in it shows the result. By the day of the decision.
-- about.ru: На порталах нет признака, отличающего обвинительный приговор от оправдательного. Одно дело — один приговор, сколько бы лиц в нём ни было; дело считается, если этот результат стоит у дела или у любого лица. По дню решения.
-- dated-by: decision
-- one-per-case: last filing
SELECT case_no                                  AS unit,
       last_court                               AS court,
       instance,
       procedure,
       coalesce(last_decided, person_decided)   AS day,
       charged_record                           AS charged_in,
       NULL::INTEGER                            AS person,
       NULL::INTEGER                            AS charge,
       1                                        AS weight
FROM case_at_last
WHERE last_verdict OR person_verdict
