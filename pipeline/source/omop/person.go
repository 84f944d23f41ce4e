package omop

import (
	"chartline/pipeline/source"
	"chartline/pipeline/source/omop/beside"
	"chartline/pipeline/source/omop/concept"
	"chartline/pipeline/source/omop/table"
)

const (
	personID = iota
	personGender
	personYear
	personMonth
	personDay
	personGenderValue
	personLocation
)

var personColumns = append(required("person_id", "gender_concept_id", "year_of_birth"),
	optional("month_of_birth", "day_of_birth", "gender_source_value", "location_id")...)

// emitPerson emits a patient. A date of birth needs all of its three columns:
// birth_datetime is not used, since what is not known of it is made up (CLK-06).
func emitPerson(s *setting) emitter {
	return func(row *source.Batcher, f [][]byte) verdict {
		if f[personID] == nil {
			return reject("patient_id", source.ReasonMissing)
		}
		gender, ok := concept.ID(f[personGender])
		if !ok {
			return reject("sex", source.ReasonType)
		}
		born, known, ok := beside.Birth(f[personYear], f[personMonth], f[personDay])
		if !ok {
			return reject("birth_on", source.ReasonType)
		}
		row.TextBytes("patient_id", table.Digits(f[personID]))
		if known {
			row.Date("birth_on", born)
		}
		if sex, ok := concept.Sex(gender); ok {
			row.Text("sex", sex)
		} else {
			row.TextBytes("sex", f[personGenderValue])
		}
		if zip, ok := s.postcodes.Find(f[personLocation]); ok {
			row.Text("postal_code", zip)
		}
		return verdict{}
	}
}
