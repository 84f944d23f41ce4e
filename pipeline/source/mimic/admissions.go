package mimic

import (
	"bytes"
	"context"

	"chartline/pipeline/source"
	"chartline/pipeline/source/delimited"
)

// patientTypes maps the types of admission. MIMIC-IV documents "observation admit" as
// an inpatient stay that began as observation; the other observation types never
// became one. A type that is not listed becomes OTHER, a bucket of its own (ING-07).
var patientTypes = map[string]string{
	"AMBULATORY OBSERVATION":      "OBS",
	"DIRECT OBSERVATION":          "OBS",
	"EU OBSERVATION":              "OBS",
	"OBSERVATION ADMIT":           "IP",
	"DIRECT EMER.":                "IP",
	"EW EMER.":                    "IP",
	"ELECTIVE":                    "IP",
	"SURGICAL SAME DAY ADMISSION": "IP",
	"URGENT":                      "IP",
}

// births gives the shifted year of birth of each patient, for the age at admission.
type births map[string]int64

// emitAdmission emits an encounter. Ages above 89 are masked in MIMIC-IV: they read 91
// in the anchor year. The age is the difference of two years, as MIMIC-IV documents it,
// since no birthday is given.
func emitAdmission(years births) emitter {
	return func(row *source.Batcher, f fields) flaw {
		admitted, hasAdmitted, flaw := date("admitted_on", f.text(3))
		if flaw != sound {
			return flaw
		}
		discharged, hasDischarged, flaw := date("discharged_on", f.text(4))
		if flaw != sound {
			return flaw
		}
		row.TextBytes("encounter_id", f.text(0))
		row.TextBytes("patient_id", f.text(1))
		row.Text("facility_id", facility)
		row.Text("patient_type", patientType(f.text(2)))
		row.TextBytes("payer_class", f.text(5))
		row.Boolean("dates_shifted", true)
		if born, ok := years[string(f.text(1))]; ok && hasAdmitted {
			row.Integer("age_years", yearOf(admitted)-born)
		}
		if hasAdmitted {
			row.Date("admitted_on", admitted)
		}
		if hasDischarged {
			row.Date("discharged_on", discharged)
		}
		return sound
	}
}

func patientType(admission []byte) string {
	if t, ok := patientTypes[string(bytes.ToUpper(admission))]; ok {
		return t
	}
	return "OTHER"
}

// readBirths reads the patients beside the admissions. A patient whose record is flawed
// has no age; the record itself is rejected where patients are read.
func readBirths(ctx context.Context, admissions source.Input) (births, error) {
	in, err := beside(admissions, "patients")
	if err != nil {
		return nil, err
	}
	years := births{}
	bind := func(h *delimited.Header) (func(out source.Sink) delimited.Rows, error) {
		at, err := positions(h, []string{"subject_id", "anchor_age", "anchor_year"})
		return func(source.Sink) delimited.Rows { return birthRows{at, years} }, err
	}
	err = delimited.Read(ctx, in, delimited.Form{Delimiter: ',', Cores: 1}, bind, nowhere{})
	return years, err
}

// birthRows keeps the births of patients; one worker has them all.
type birthRows struct {
	at    []int
	years births
}

// Row keeps a birth, where it is told.
func (b birthRows) Row(r *delimited.Record) error {
	f := fields{r, b.at}
	if year, has, unreadable := birth(f.text(1), f.text(2)); has && unreadable == sound {
		b.years[string(f.text(0))] = year
	}
	return nil
}

// Flush has nothing to hand over.
func (birthRows) Flush() error { return nil }

// Release frees nothing.
func (birthRows) Release() {}

// nowhere is a sink for records that are looked at a second time.
type nowhere struct{ source.Sink }

func (nowhere) Reject(source.Reject) error { return nil }

// birth is the shifted year of birth of a patient of the given age in the anchor year;
// has is false where the age is not told.
func birth(anchorAge, anchorYear []byte) (year int64, has bool, f flaw) {
	if len(anchorAge) == 0 || len(anchorYear) == 0 {
		return 0, false, sound
	}
	// No canonical column of a patient holds an age, so none is named as to blame.
	age, flawed := number("", anchorAge)
	if flawed != sound {
		return 0, false, flawed
	}
	year, flawed = number("", anchorYear)
	return year - age, flawed == sound, flawed
}
