package mimic

import (
	"strconv"
	"strings"
	"time"

	"github.com/apache/arrow-go/v18/arrow"

	"chartline/pipeline/source"
)

// flaw says why a record is left out: a canonical column, where one is to blame, and a
// reason. It never holds the value.
type flaw struct {
	column, reason string
}

// sound is the flaw of a record that has none.
var sound = flaw{}

// Code systems by MIMIC-IV's icd_version. The same string is a code in both: only the
// pair is the key of a code.
var (
	diagnosisSystems = map[string]string{"9": "ICD-9-CM", "10": "ICD-10-CM"}
	procedureSystems = map[string]string{"9": "ICD-9-PCS", "10": "ICD-10-PCS"}
)

// always is the first date in force of a code whose dates are not told.
var always = arrow.Date32FromTime(time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC))

// codeSystem names the system of an icd_version. An empty one stays empty: the store
// rejects a record without a required value.
func codeSystem(systems map[string]string, version string) (string, flaw) {
	system, ok := systems[version]
	if !ok && version != "" {
		return "", flaw{column: "code_system", reason: source.ReasonUnlisted}
	}
	return system, sound
}

// code normalises a code: upper case, without dot or padding (VER-10).
func code(text string) string {
	return strings.ToUpper(strings.ReplaceAll(strings.TrimSpace(text), ".", ""))
}

// threeDigits gives a DRG back the leading zeros that a spreadsheet takes away.
func threeDigits(drg string) string {
	if drg == "" || len(drg) >= 3 {
		return drg
	}
	return strings.Repeat("0", 3-len(drg)) + drg
}

// role is that of a code by its place in the order of priority.
func role(sequence int64) string {
	if sequence == 1 {
		return "principal"
	}
	return "other"
}

// number reads a whole number, which must be there.
func number(column, text string) (int64, flaw) {
	if text == "" {
		return 0, flaw{column: column, reason: source.ReasonMissing}
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, flaw{column: column, reason: source.ReasonType}
	}
	return n, sound
}

// date reads the local date of "2180-05-06 22:23:00" or "2180-05-06"; has is false
// where there is none.
func date(column, text string) (d arrow.Date32, has bool, f flaw) {
	if text == "" {
		return 0, false, sound
	}
	layout := time.DateTime
	if len(text) == len(time.DateOnly) {
		layout = time.DateOnly
	}
	at, err := time.Parse(layout, text)
	if err != nil {
		return 0, false, flaw{column: column, reason: source.ReasonType}
	}
	return arrow.Date32FromTime(at), true, sound
}

// yearOf is the calendar year of a date.
func yearOf(d arrow.Date32) int64 { return int64(d.ToTime().Year()) }
