package landing

import (
	"fmt"

	"chartline/pipeline/schema"
	"chartline/pipeline/source"
)

// trimmed is a text without the blanks around it, NULL where nothing else is in it.
func trimmed(text string) string { return nullif("trim(" + text + ")") }

// nullif is a text, NULL where nothing is in it.
func nullif(text string) string { return "nullif(" + text + ", '')" }

// typed is the SQL that turns a trimmed text into the column's kind, or NULL where it
// is not of that kind. Tidy texts have no tabs and no-break spaces around them either.
func typed(c schema.Column, text string, tidy bool) string {
	switch c.Kind {
	case schema.Integer:
		return integer(text)
	case schema.Money, schema.Weight, schema.Hours:
		// A plain cast would read 1e3 and 1_000 as 1000. Digits beyond the scale of the
		// kind are rounded, half away from zero.
		return fmt.Sprintf("CASE WHEN NOT (%[1]s GLOB '*[!-+.0-9]*') THEN try_cast(%[1]s AS %[2]s) END", text, c.Kind.SQL())
	case schema.Boolean:
		return fmt.Sprintf("try_cast(%s AS BOOLEAN)", text)
	case schema.Date:
		return date(text)
	case schema.Instant:
		return instant(text)
	default:
		if c.Code {
			return code(text, tidy)
		}
		return text
	}
}

// code is a code without dot and padding (VER-10): the tabs and no-break spaces by which
// spreadsheets are made to keep a leading zero are padding too.
func code(text string, tidy bool) string {
	if !tidy {
		text = "trim(" + text + ", ' \t\u00a0')"
	}
	return nullif("upper(replace(" + text + ", '.', ''))")
}

// integer is a whole number. A plain cast would round 12.7 to 13 and read 1e3 as 1000.
// In a pattern the minus stands first, since before a bracket it would make a range of
// which DuckDB says nothing and that matches nothing. 12.0 is what a spreadsheet or a data frame makes of 12 in a column with gaps.
func integer(text string) string {
	return fmt.Sprintf(`CASE WHEN NOT (%[1]s GLOB '*[!-+0-9]*') THEN try_cast(%[1]s AS BIGINT)
		WHEN regexp_full_match(%[1]s, '[+-]?\d+\.0+') THEN try_cast(split_part(%[1]s, '.', 1) AS BIGINT) END`, text)
}

// date is a local calendar date. A longer text has a time, and with an offset its local
// date would be a guess; but midnight without an offset is how databases print a date.
func date(text string) string {
	return fmt.Sprintf(`CASE WHEN %[1]s GLOB '????-??-??' THEN try_cast(%[1]s AS DATE)
		WHEN regexp_full_match(%[1]s, '.{10}[T ]00:00(:00(\.0+)?)?') THEN try_cast(left(%[1]s, 10) AS DATE) END`, text)
}

// instantForm is ISO 8601 with or without seconds, and with no, a full or an hourly
// offset. Names of time zones are no part of it: DuckDB 1.5.4, having read one, takes
// it for the zone of the records after it as well.
const instantForm = `\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-](0\d|1[0-4])(:?[0-5]\d)?)?`

// instant is UTC in whole seconds, fractions dropped. A text without an offset is in
// the zone of the session: an hour that occurs twice is taken for the later one, an
// hour that the clock skips for the one after it. A text without a time is not an
// instant: no hour is made up (CLK-06). A cast to TIMESTAMP would drop an offset
// without a word, so only a text in UTC takes that quicker way.
func instant(text string) string {
	return fmt.Sprintf(`CASE
		WHEN %[1]s GLOB '????-??-??[T ]??:??:??*Z' THEN date_trunc('second', try_cast(%[1]s AS TIMESTAMP))
		WHEN regexp_full_match(%[1]s, '%[2]s') THEN date_trunc('second', timezone('UTC', try_cast(%[3]s AS TIMESTAMPTZ))) END`,
		text, instantForm, withSeconds(text))
}

// withSeconds completes a time of day that DuckDB would not read together with an
// offset.
func withSeconds(text string) string {
	return fmt.Sprintf("CASE WHEN substr(%[1]s, 17, 1) = ':' THEN %[1]s ELSE left(%[1]s, 16) || ':00' || substr(%[1]s, 17) END", text)
}

// yearFirst writes a date with the year at its end, as 9/30/2026, 09-30-2026 or 30.9.2026, as
// 2026-09-30, and an hour after it with two digits. Whatever else stands there stays as it is, so
// that typing refuses what is no date: years of two digits, 30 September where the month comes
// first, and hours with AM or PM.
func yearFirst(text, order string) string {
	parts := `'\3-\1-\2'`
	switch order {
	case source.MonthFirst:
	case source.DayFirst:
		parts = `'\3-\2-\1'`
	default:
		return text
	}
	for _, step := range []struct{ from, to string }{
		{`'^(\d[-/.])'`, `'0\1'`},
		{`'^(\d\d[-/.])(\d[-/.])'`, `'\10\2'`},
		{`'^(\d\d)[-/.](\d\d)[-/.](\d{4})'`, parts},
		{`'^(\d{4}-\d\d-\d\d)[T ](\d:)'`, `'\1 0\2'`},
	} {
		text = fmt.Sprintf("regexp_replace(%s, %s, %s)", text, step.from, step.to)
	}
	return text
}
