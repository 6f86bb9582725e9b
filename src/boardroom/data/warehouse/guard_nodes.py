"""What hand-written SQL may consist of: the allow-lists of the guard. Nothing else is let through.

Functions that compute from their arguments alone are listed; none that read files, settings, the
catalog or the network, run SQL from text, sleep, or change anything.
"""

from functools import cache

from sqlglot import exp

_STRUCTURE = """
Select SetOperation Union Except Intersect Subquery With CTE TableAlias Table From Join Where Group
Having Qualify Order Ordered Limit Offset Fetch Distinct Values Tuple Alias Column Identifier
Literal Boolean Null Star Paren Case If Between In Like ILike Any All Exists Is Not And Or Xor Add
Sub Mul Div Mod IntDiv DPipe Concat Neg EQ NEQ GT GTE LT LTE NullSafeEQ NullSafeNEQ Cast TryCast
DataType DataTypeParam Interval IntervalSpan Window WindowSpec Filter WithinGroup IgnoreNulls
RespectNulls Extract AtTimeZone Var Cube Rollup GroupingSets Escape SimilarTo Bracket Array
TableSample Aliases Named Windows WindowsFrame Slice Collate Pow Unnest RegexpLike RegexpILike
BitwiseAnd BitwiseOr BitwiseXor BitwiseNot
"""

_FUNCTIONS = """
Abs Acos AddMonths AnyValue ApproxDistinct ApproxQuantile ArgMax ArgMin ArrayAgg ArrayContains
ArrayDistinct ArraySize ArraySort ArrayToString Ascii Asin Atan Atan2 Avg Cbrt Ceil Chr Coalesce
Concat ConcatWs Contains Corr Cos Cot Count CountIf CovarPop CovarSamp CumeDist CurrentDate
CurrentTime CurrentTimestamp Date DateAdd DateBin DateDiff DateFromParts DateFromUnixDate
DateStrToDate DateSub DateToDateStr DateTrunc Datetime DatetimeAdd DatetimeDiff DatetimeSub
DatetimeTrunc Day DayOfMonth DayOfWeek DayOfWeekIso DayOfYear Dayname Degrees DenseRank EndsWith Exp
Explode Factorial First FirstValue Floor GenerateDateArray GenerateSeries Greatest GroupConcat
Grouping
GroupingId Hour Initcap IsInf IsNan Kurtosis Lag Last LastDay LastValue Lead Least Left Length
Levenshtein List Ln Localtime Localtimestamp Log LogicalAnd LogicalOr Lower MakeInterval Max MD5
Median Min Minute Mode Month Monthname MonthsBetween Nanvl NthValue Ntile Nullif NumberToStr Nvl2
Pad PercentRank PercentileCont PercentileDisc Pi Quantile Quarter Radians Rank RegexpCount
RegexpExtract RegexpFullMatch RegexpReplace RegexpSubstr RegrAvgx RegrAvgy RegrCount RegrIntercept
RegrR2 RegrSlope RegrSxx RegrSxy RegrSyy Repeat Replace Reverse Right Rint Round RowNumber
SafeDivide Second Sign Sin Skewness Soundex Space Split SplitPart Sqrt StartsWith Stddev StddevPop
StddevSamp StrPosition StrToDate StrToTime StrToUnix StringToArray Substring SubstringIndex Sum Tan
Time TimeAdd TimeDiff TimeStrToDate TimeStrToTime TimeSub TimeToStr TimeToUnix TimeTrunc Timestamp
TimestampAdd TimestampDiff TimestampSub TimestampTrunc ToChar ToNumber Translate Trim Trunc
TsOrDsAdd TsOrDsDiff TsOrDsToDate TsOrDsToDateStr TsOrDsToTime TsOrDsToTimestamp Unicode UnixDate
UnixSeconds UnixToStr UnixToTime Upper Variance VariancePop Week WeekOfYear WidthBucket Year
YearOfWeek YearOfWeekIso """

_NAMED = """
age approx_quantile array_length array_position bool_and bool_or century char_length covar_pop
covar_samp date_add date_diff date_format date_part date_sub date_trunc datediff dayname dayofmonth
dayofweek dayofyear decade div entropy epoch epoch_ms era every favg format fsum geomean hour
isfinite isinf isnan isodow isoyear jaccard julian kahan_sum kurtosis_pop last_day list_avg
list_contains list_count list_distinct list_max list_min list_sort list_sum log10 log2 ltrim mad
make_date make_time make_timestamp max_by median min_by millisecond minute mode month monthname
nextafter now numnode percentile percentile_approx position product quantile quantile_cont
quantile_disc quarter range reverse rtrim second sem strftime strptime string_split
sum_no_overflow timezone to_char to_date to_days to_hours to_minutes to_months to_number to_seconds
to_timestamp to_weeks to_years today transaction_timestamp trunc try_strptime unix_timestamp week
weekday weekofyear year yearweek """

NAMED_FUNCTIONS = frozenset(_NAMED.split())
"""Functions that sqlglot knows by name only. Compared without case."""

_TYPES = """
BIGINT BIGDECIMAL BOOLEAN CHAR DATE DATE32 DATETIME DATETIME2 DATETIME64 DECIMAL DECIMAL32 DECIMAL64
DECIMAL128 DOUBLE FLOAT INT INT128 INTERVAL MEDIUMINT NCHAR NVARCHAR SMALLINT SMALLMONEY MONEY TEXT
TIME TIMETZ TIMESTAMP TIMESTAMPLTZ TIMESTAMPNTZ TIMESTAMPTZ TIMESTAMP_S TIMESTAMP_MS TIMESTAMP_NS
TINYINT UBIGINT UINT USMALLINT UTINYINT UUID VARCHAR UDOUBLE UDECIMAL ARRAY LIST
"""


@cache
def allowed_nodes() -> frozenset[type]:
    """Classes of syntax tree nodes that may occur."""
    return frozenset(
        getattr(exp, name) for name in f"{_STRUCTURE} {_FUNCTIONS}".split() if hasattr(exp, name)
    )


@cache
def allowed_types() -> frozenset[object]:
    """Target types of casts: plain values only, nothing that looks names up in a catalog."""
    kinds = exp.DataType.Type
    return frozenset(getattr(kinds, name) for name in _TYPES.split() if hasattr(kinds, name))
