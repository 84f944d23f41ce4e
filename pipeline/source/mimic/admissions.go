package mimic

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"strings"

	"chartline/pipeline/source"
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
	return func(row *source.Batcher, f []string) flaw {
		admitted, hasAdmitted, flaw := date("admitted_on", f[3])
		if flaw != sound {
			return flaw
		}
		discharged, hasDischarged, flaw := date("discharged_on", f[4])
		if flaw != sound {
			return flaw
		}
		row.Text("encounter_id", f[0])
		row.Text("patient_id", f[1])
		row.Text("facility_id", facility)
		row.Text("patient_type", patientType(f[2]))
		row.Text("payer_class", f[5])
		row.Boolean("dates_shifted", true)
		if born, ok := years[f[1]]; ok && hasAdmitted {
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

func patientType(admission string) string {
	if t, ok := patientTypes[strings.ToUpper(admission)]; ok {
		return t
	}
	return "OTHER"
}

// readBirths reads the patients beside the admissions. A patient whose record is flawed
// has no age; the record itself is rejected where patients are read.
func readBirths(ctx context.Context, admissions string) (births, error) {
	path, err := locate(filepath.Dir(admissions), table{file: "patients"})
	if err != nil {
		return nil, err
	}
	f, err := open(path, []string{"subject_id", "anchor_age", "anchor_year"})
	if err != nil {
		return nil, err
	}
	defer f.close()
	years := births{}
	for {
		if f.number%checkEvery == 0 {
			if err := stopped(ctx, path); err != nil {
				return nil, err
			}
		}
		broken, err := f.next()
		if errors.Is(err, io.EOF) {
			return years, nil
		}
		if err != nil {
			return nil, err
		}
		if broken != sound {
			continue
		}
		if year, has, unreadable := birth(f.fields[1], f.fields[2]); has && unreadable == sound {
			years[f.fields[0]] = year
		}
	}
}

// birth is the shifted year of birth of a patient of the given age in the anchor year;
// has is false where the age is not told.
func birth(anchorAge, anchorYear string) (year int64, has bool, f flaw) {
	if anchorAge == "" || anchorYear == "" {
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
