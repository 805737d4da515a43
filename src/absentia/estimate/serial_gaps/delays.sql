-- Days from receipt to «опубликовано» of the cards of first-instance criminal registers: how late a filing appears.
SELECT quantile_disc(datediff('day', received, published::DATE), 0.95)::INTEGER AS late,
       count(*)                                                              AS cards
FROM (
    SELECT filing_id, min(received) AS received, min(published) AS published
    FROM filings
    WHERE page = 'card' AND instance = 'first' AND procedure = 'criminal'
    GROUP BY filing_id
)
WHERE published::DATE >= received
