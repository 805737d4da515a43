-- unit.en: cases seen: numbers of criminal cases with at least one document adopted in the period
-- unit.ru: замеченные дела: номера уголовных дел, по которым в этот период принят хотя бы один документ
-- about.en: From the cases whose every document in the packages has the article as its category to those of which any has; a later document of a case with another category moves it between these. A case with several defendants is one; a person in two cases stands in two. A case stands in every period in which it has a document, so periods do not add up; cases without a document are not seen, and cases where a graver crime is charged too may stand under that article.
-- about.ru: От дел, у которых эта статья указана категорией во всех документах пакетов, до дел, у которых хотя бы в одном; более поздний документ с другой категорией сдвигает дело между этими границами. Дело с несколькими подсудимыми считается один раз, человек по двум делам — дважды. Дело стоит в каждом периоде, когда по нему принят документ, поэтому периоды не складываются; дела без документов не видны, а дело с более тяжким преступлением может стоять под другой статьёй.
SELECT {dimensions}, count(DISTINCT d.number) FILTER (c.{every}) AS low, count(DISTINCT d.number) AS high
FROM document d JOIN case_article c ON c.number = d.number
WHERE c.article IS NOT DISTINCT FROM coalesce($article, c.article) AND {asked}
GROUP BY ALL
