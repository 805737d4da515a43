-- unit.en: cases with a verdict: numbers of criminal cases in which a court of first instance adopted a verdict in the period
-- unit.ru: дела с приговором: номера уголовных дел, по которым в этот период вынесен приговор в первой инстанции
-- about.en: From the cases whose every document in the packages has the article as its category to those of which any has; a later document of a case with another category moves it between these. A case with several defendants is one; a person in two cases stands in two. Conviction and acquittal alike; a verdict of an appeal court is none of these. A verdict that is closed to the public and has no row is not seen; cases where a graver crime is charged too may stand under that article.
-- about.ru: От дел, у которых эта статья указана категорией во всех документах пакетов, до дел, у которых хотя бы в одном; более поздний документ с другой категорией сдвигает дело между этими границами. Дело с несколькими подсудимыми считается один раз, человек по двум делам — дважды. Обвинительный и оправдательный приговор не различаются; приговор апелляции сюда не входит. Приговор, закрытый для публики и без строки в пакете, не виден; дело с более тяжким преступлением может стоять под другой статьёй.
SELECT {dimensions}, count(DISTINCT d.number) FILTER (c.{every}) AS low, count(DISTINCT d.number) AS high
FROM document d JOIN case_article c ON c.number = d.number
WHERE c.article IS NOT DISTINCT FROM coalesce($article, c.article) AND d.verdict AND d.instance = 'first' AND {asked}
GROUP BY ALL
