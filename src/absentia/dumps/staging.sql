-- What is kept of a document, from columns that are all text. {name} stands for a column of the file, by its meaning;
-- {breaks} and {swallowed} go over all columns. The judge and the address itself get no further than here.
SELECT
    TRY_CAST({document} AS BIGINT)                          AS document,
    {court}                                                 AS court,
    {form}                                                  AS form,
    {kind}                                                  AS kind,
    {category}                                              AS category,
    CASE WHEN {kind} = $criminal THEN {number} END          AS number,
    TRY_CAST(left({adopted}, 10) AS DATE)                   AS adopted,
    TRY_CAST(left({received}, 10) AS DATE)                  AS received,
    TRY_CAST(left({published}, 10) AS DATE)                 AS published,
    {open} = '1'                                            AS open,
    {address} IS NOT NULL                                   AS has_address,
    contains({address}, '.synthetic.example/') IS TRUE      AS invented,
    {adopted}[11:]                                          AS hours,
    {breaks}                                                AS breaks,
    (
        NOT ({swallowed})
        AND {document} IS NOT NULL AND regexp_full_match({document}, '[0-9]{1,18}')
        AND ({category} IS NULL OR regexp_full_match({category}, '[0-9]{1,18}'))
        AND {open} IN ('0', '1')
        AND {is_day}
    ) IS TRUE                                               AS fits
FROM read_csv(
    {file}, auto_detect = false, header = false, delim = '\t', quote = '"', escape = '"', strict_mode = true,
    null_padding = false, max_line_size = 1048576, parallel = false, columns = {columns}
)
