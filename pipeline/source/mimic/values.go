package mimic

import (
	"bytes"
	"strconv"
	"time"

	"github.com/apache/arrow-go/v18/arrow"

	"chartline/pipeline/source"
	"chartline/pipeline/source/delimited"
	"chartline/pipeline/source/moment"
)

// fields are those of a record that an emitter asked for, in the order of the header.
type fields struct {
	record *delimited.Record
	at     []int
}

// text is a field without the blanks around it: MIMIC-IV pads its codes.
func (f fields) text(i int) []byte { return f.record.Trimmed(f.at[i]) }

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
func codeSystem(systems map[string]string, version []byte) (string, flaw) {
	system, ok := systems[string(version)]
	if !ok && len(version) > 0 {
		return "", flaw{column: "code_system", reason: source.ReasonUnlisted}
	}
	return system, sound
}

// threeDigits gives a DRG back the leading zeros that a spreadsheet takes away.
func threeDigits(drg []byte) []byte {
	if len(drg) == 0 || len(drg) >= 3 {
		return drg
	}
	return append(bytes.Repeat([]byte("0"), 3-len(drg)), drg...)
}

// role is that of a code by its place in the order of priority.
func role(sequence int64) string {
	if sequence == 1 {
		return "principal"
	}
	return "other"
}

// number reads a whole number, which must be there.
func number(column string, text []byte) (int64, flaw) {
	if len(text) == 0 {
		return 0, flaw{column: column, reason: source.ReasonMissing}
	}
	n, err := strconv.ParseInt(string(text), 10, 64)
	if err != nil {
		return 0, flaw{column: column, reason: source.ReasonType}
	}
	return n, sound
}

// date reads the local date of "2180-05-06 22:23:00" or "2180-05-06"; has is false
// where there is none.
func date(column string, text []byte) (d arrow.Date32, has bool, f flaw) {
	if len(text) == 0 {
		return 0, false, sound
	}
	at, ok := moment.ISO(string(text), nil)
	if !ok {
		return 0, false, flaw{column: column, reason: source.ReasonType}
	}
	return at.On, true, sound
}

// yearOf is the calendar year of a date.
func yearOf(d arrow.Date32) int64 { return int64(d.ToTime().Year()) }
