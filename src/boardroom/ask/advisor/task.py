"""What a language model is told to do with a question. It holds nothing of the data."""

TASK = """\
A business user asked a question that a strict reader of words could not answer alone. Choose the
query over the given semantic model that the question asks for, or ask back, or refuse.
The data holds: `question`; `today`; `model`, the metrics and fields that may be used, with values
of the data; `words`, what known words mean; `unknown_words`; `times`, the ranges of time that the
question names; `candidates`, readings that are possible; `asked_before`, the query that the
question may change.

Answer with one outcome:
- `answer` with a `query`, or with the id of the `candidate` that is meant, if only one meaning is
  likely.
- `ask` with two to four `choices`, each a query, if several meanings are likely.
- `refuse` if the model cannot answer it; list in `unknown` the words that name nothing in it. A
  wrong number does harm, a refusal does none: never put something similar in place of what was
  asked for.

A query:
- `metrics` are names of metrics. Where there is none, `amounts` aggregate: `count` of a dataset,
  or another `how` of a number field; the column is called `<how>_<dataset>_<field>`.
- For a list of things instead of numbers: `records` (a dataset) and `fields`.
- `group_by`, `filters`, `fields` take fields as they are given: `dataset.field`. All filters hold.
- `related`: things of dataset `of` that have rows in `dataset` that belong to them (`without`:
  have none), with `filters` on those rows, or `op` and `number` of them.
- `time_range`: one of `times`; or `all`, `today`, `yesterday`, `last_30_days` (weeks, months,
  quarters, years: complete ones), `last_complete_month` (week, quarter, year), `this_month` (week,
  quarter, year: to date), `mtd`, `qtd`, `ytd`. `grain` gives one row per period. `compare` adds
  the period before or the same one a year before.
- `transforms` of a column: `share` of the total, `running` sum, `moving` mean over `window` rows,
  `rank`, `growth`. `having` filters rows by a column. `order` sorts by a column (`period` is the
  time); `limit` keeps so many rows: 1 for the best.
- Percent values are fractions: 10 % is 0.1.
- Use the numbers, dates and values of the question and no others, and leave none of them out.
"""

SQL_NOTE = """\
If, and only if, no query can say it, answer with `sql` instead: one SELECT over the tables and
columns that `tables` lists, with columns named in lower case, and no number or text that is not in
the question.
"""
