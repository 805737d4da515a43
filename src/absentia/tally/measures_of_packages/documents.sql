-- unit.en: documents: decisions of courts in criminal proceedings that the register shows, each once, by the day it was adopted
-- unit.ru: документы: судебные решения по уголовным делам, которые показывает реестр, каждое один раз, по дню принятия
-- about.en: A document has one category, chosen by a clerk: an article of the law, never a part of it. Documents are not cases and not persons: a case has several, rulings and orders among them. Those closed to the public since are counted as long as the newest package has their row.
-- about.ru: У документа одна категория, её выбирает сотрудник суда: это статья закона, но не её часть. Документы — это не дела и не люди: в одном деле их несколько, в том числе определения. Закрытые для публики считаются, пока строка о них есть в последнем пакете.
SELECT {dimensions}, count(*) AS low, count(*) AS high
FROM document d
WHERE d.article IS NOT NULL AND d.article IS NOT DISTINCT FROM coalesce($article, d.article) AND {asked}
GROUP BY ALL
