"""Which functions an expression may call: those that compute from their arguments alone.

None that read files, settings, the clock or chance, sleep, or change anything: a number must be the
same whenever and by whomever it is asked. Called by ``expression`` for every text it parses.
"""

from functools import cache

from sqlglot import exp

from boardroom.errors import QueryError

_OPERATORS = """
And Or Xor Not Case If Cast TryCast Coalesce Nullif Nvl2 Greatest Least Like ILike SimilarTo
RegexpLike RegexpILike In Between Is Exists Array Tuple Interval Extract AtTimeZone
"""

_AGGREGATES = """
Sum Count CountIf Avg Min Max Median Mode Quantile PercentileCont PercentileDisc ApproxQuantile
ApproxDistinct Stddev StddevPop StddevSamp Variance VariancePop Corr CovarPop CovarSamp Skewness
Kurtosis LogicalAnd LogicalOr AnyValue First Last ArgMax ArgMin GroupConcat RegrSlope RegrIntercept
RegrR2 RegrAvgx RegrAvgy RegrCount
"""

_ROW_FUNCTIONS = """
Abs Ceil Floor Round Trunc Sign Sqrt Cbrt Exp Ln Log Pow Mod IntDiv Pi Sin Cos Tan Asin Acos Atan
Atan2 Cot Degrees Radians IsNan IsInf
Lower Upper Initcap Length Left Right Substring SubstringIndex Trim Pad Replace Reverse Repeat Space
Concat ConcatWs DPipe Split SplitPart StrPosition StartsWith EndsWith Contains Ascii Chr Translate
RegexpExtract RegexpReplace RegexpFullMatch RegexpCount RegexpSubstr Levenshtein Soundex MD5
Year Quarter Month Week WeekOfYear Day DayOfMonth DayOfWeek DayOfWeekIso DayOfYear Hour Minute
Second YearOfWeek YearOfWeekIso Dayname Monthname LastDay Date DateAdd DateSub DateDiff DateTrunc
DateFromParts DateStrToDate DateToDateStr Datetime DatetimeAdd DatetimeDiff DatetimeSub
DatetimeTrunc Timestamp TimestampAdd TimestampDiff TimestampSub TimestampTrunc TimestampFromParts
TimeAdd TimeDiff TimeSub TimeTrunc TimeToStr TimeStrToDate TimeStrToTime TimeToUnix StrToDate
StrToTime StrToUnix UnixToTime UnixToStr TsOrDsToDate TsOrDsToTimestamp TsOrDsAdd TsOrDsDiff
AddMonths MonthsBetween ToChar ToNumber NumberToStr WidthBucket JSONExtract JSONExtractScalar
ArraySize ArrayContains Bracket
"""

_NAMED = frozenset(
    """age bit_length char_length character_length date_diff date_part datediff date_sub date_trunc
    datetrunc dayname days_between epoch epoch_ms isfinite isinf isnan isodow isoyear julian
    last_day
    len list_contains log10 log2 lpad ltrim make_date make_timestamp median mad monthname
    octet_length percentile position quantile_cont quantile_disc quantile regexp_matches rpad rtrim
    strftime strip_accents strlen strptime timezone to_date to_days to_hours to_minutes to_months
    to_seconds to_timestamp to_years trunc try_strptime weekday yearweek kurtosis_pop entropy
    bool_and bool_or sem favg fsum product geomean""".split()
)


def check_functions(tree: exp.Expr, text: str) -> None:
    """Raises: QueryError naming the first function that is not allowed."""
    for node in tree.find_all(exp.Func):
        if isinstance(node, exp.Anonymous | exp.AnonymousAggFunc):
            name = node.name
            allowed = name.lower() in _NAMED
        else:
            name = node.sql_name() if type(node).__name__ not in _ALLOWED else ""
            allowed = not name
        if not allowed:
            raise QueryError(
                f"The expression {text!r} calls {name.upper()}, which is not allowed there",
                hint="Use functions that compute from their arguments alone; for «today» use the "
                "query's time range.",
            )


_ALLOWED = frozenset(f"{_OPERATORS} {_AGGREGATES} {_ROW_FUNCTIONS}".split())


@cache
def unknown_names() -> frozenset[str]:
    """Allowed names that this version of sqlglot does not have (a test keeps it empty)."""
    return frozenset(name for name in _ALLOWED if not hasattr(exp, name))
