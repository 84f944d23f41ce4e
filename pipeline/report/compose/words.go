package compose

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"chartline/pipeline/metric"
)

// noBreak keeps a number and what belongs to it on one line.
const noBreak = "\u00a0"

// confidence introduces an interval.
const confidence = "95%" + noBreak + "CI" + noBreak

// withheldText stands for a number that is too small to show.
const withheldText = "withheld"

// percent writes a share with one decimal: 0.9312 is "93.1%".
func percent(v float64) string { return fixed(100*v, 1) + "%" }

// fixed writes a number with so many decimals, thousands apart, and no minus before a
// zero.
func fixed(v float64, decimals int) string {
	text := strconv.FormatFloat(math.Abs(v), 'f', decimals, 64)
	whole, rest, dot := strings.Cut(text, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if dot {
		whole += "." + rest
	}
	if v < 0 && strings.Trim(text, "0.") != "" {
		return "−" + whole
	}
	return whole
}

func count(n int64) string { return fixed(float64(n), 0) }

// dollars writes an amount for a reader: "$12,345" or "$1.23 million".
func dollars(v float64) string {
	if math.Abs(v) >= 1e6 {
		return "$" + fixed(v/1e6, 2) + noBreak + "million"
	}
	return "$" + fixed(v, 0)
}

// value writes an estimate by its unit.
func value(e metric.Estimate) string {
	if !e.Defined() {
		return "no data"
	}
	return inUnit(e.Value, e.Unit)
}

func inUnit(v float64, unit string) string {
	switch unit {
	case "1":
		return percent(v)
	case "d":
		return fixed(v, 1) + noBreak + "d"
	case "{weight}":
		return fixed(v, 3)
	case "{error}":
		return fixed(v, 2)
	default:
		return fixed(v, 1)
	}
}

// interval writes the interval of an estimate, such as "91.8–94.2%"; empty where it has
// none.
func interval(e metric.Estimate) string {
	if !e.Defined() || e.Level == 0 {
		return ""
	}
	lo := strings.TrimRight(inUnit(e.Lo, e.Unit), "% d"+noBreak)
	return lo + "–" + inUnit(e.Hi, e.Unit)
}

// withInterval writes "93.1% (95% CI 91.8–94.2%)".
func withInterval(e metric.Estimate) string {
	if i := interval(e); i != "" {
		return value(e) + " (" + confidence + i + ")"
	}
	return value(e)
}

// plural writes a count with its noun: "1 account", "2 accounts".
func plural(n int64, noun string) string {
	if n == 1 {
		noun = strings.TrimSuffix(noun, "s")
	}
	return count(n) + noBreak + noun
}

// dotted writes an ICD-10-CM or ICD-9-CM code as people read it.
func dotted(code, system string) string {
	at := 3
	switch {
	case system != "ICD-10-CM" && system != "ICD-9-CM":
		return code
	case system == "ICD-9-CM" && strings.HasPrefix(code, "E"):
		at = 4
	}
	if len(code) <= at {
		return code
	}
	return code[:at] + "." + code[at:]
}

// day writes a date: "1 October 2025".
func day(t time.Time) string { return t.Format("2 January 2006") }

// numbers are written out where they begin a sentence.
var numbers = []string{"No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve"}

func spelled(n int) string {
	if n < len(numbers) {
		return numbers[n]
	}
	return count(int64(n))
}

func month(t time.Time) string { return t.Format("January 2006") }

// span writes a period by its first date and the first after it.
func span(from, to time.Time) string { return day(from) + " to " + day(to.AddDate(0, 0, -1)) }

// list writes "a, b and c".
func list(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

// sentence begins with a capital and ends with a stop.
func sentence(format string, args ...any) string {
	s := fmt.Sprintf(format, args...)
	return strings.ToUpper(s[:1]) + s[1:] + "."
}

// patientTypes are the words for the codes of patient types.
var patientTypes = map[string]string{
	"IP": "Inpatient", "OBS": "Observation", "ED": "Emergency", "SDS": "Same-day surgery",
	"OP-REC": "Recurring", "ANC": "Ancillary", "PROF": "Professional",
}

func patientType(code string) string {
	if w, ok := patientTypes[code]; ok {
		return w
	}
	return code
}
