// Package concept knows the concepts and vocabularies of OMOP that decide what a record
// is: kinds of visit, genders, places of a code, and the code systems of vocabularies.
// The numbers are those of the OHDSI standardized vocabularies; they never change.
package concept

import (
	"strconv"

	"chartline/pipeline/source/omop/table"
)

// ID is a concept_id, or another whole number; 0 where there is none. It is not ok for
// what is no number.
func ID(field []byte) (id int64, ok bool) {
	if len(field) <= 18 { // as nearly all are: a shorter way, without overflow
		for i, b := range field {
			if b -= '0'; b > 9 {
				break
			}
			if id = id*10 + int64(b); i == len(field)-1 {
				return id, true
			}
		}
	}
	if field == nil {
		return 0, true
	}
	id, err := strconv.ParseInt(string(table.Digits(field)), 10, 64)
	return id, err == nil
}

// Sex is the sex that gender_concept_id says; it is not ok for other concepts.
func Sex(id int64) (sex string, ok bool) {
	sex, ok = sexes[id]
	return sex, ok
}

var sexes = map[int64]string{8507: "M", 8532: "F", 8521: "O", 8551: "U", 8570: "A"}

// PatientType is the type that visit_concept_id says. One that is not listed is OTHER, a
// bucket of its own (ING-07), such as 42898160, a stay in a nursing facility or a hospice.
func PatientType(id int64) string {
	if t, ok := patientTypes[id]; ok {
		return t
	}
	return "OTHER"
}

var patientTypes = map[int64]string{
	9201:   "IP",   // inpatient visit
	262:    "IP",   // emergency room and inpatient visit
	8717:   "IP",   // inpatient hospital
	32037:  "IP",   // intensive care
	581379: "IP",   // inpatient critical care facility
	8971:   "IP",   // inpatient psychiatric facility
	581385: "OBS",  // observation room
	9203:   "ED",   // emergency room visit
	8870:   "ED",   // emergency room of a hospital
	581381: "ED",   // emergency room critical care facility
	8883:   "SDS",  // ambulatory surgical center
	9202:   "ANC",  // outpatient visit
	8756:   "ANC",  // outpatient hospital
	32036:  "ANC",  // laboratory visit
	581477: "PROF", // office visit
	8940:   "PROF", // office
	581476: "PROF", // home visit
	5083:   "PROF", // telehealth
}
