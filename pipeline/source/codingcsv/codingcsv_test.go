package codingcsv

import (
	"testing"

	"chartline/pipeline/source"
	"chartline/pipeline/source/sourcetest"
)

// TestPromises runs the suite of every source. A coding export is handed over to the
// store, which types and rejects: bad values are none of this package's business.
func TestPromises(t *testing.T) {
	good := map[string]string{
		"encounter.csv":         "encounter_id,facility_id,patient_type\nE1,F,IP\n",
		"diagnosis-2026-09.csv": "encounter_id;sequence;role;code;code_system\nE1;1;principal;A41.9;ICD-10-CM\n",
		"diagnosis-2026-10.tsv": "encounter_id\tsequence\trole\tcode\tcode_system\n\"E\n2\"\t1\tprincipal\tI10\tICD-10-CM\n",
	}
	broken := map[string]string{
		"encounter.csv": "encounter_id,facility_id,patient_type\nE1,F,IP\nPOISON\nPOISON,F,IP,POISON\n,POISON,POISON\n\"E2\"POISON,F,IP\n",
	}
	sourcetest.Run(t, Source{}, sourcetest.Fixture{
		Files:  good,
		Handed: map[string]int{"encounter": 1, "diagnosis": 2},
		Broken: broken,
		Main:   "encounter.csv",
		Refused: map[string]string{
			"a file without its header": sourcetest.Poison + "," + sourcetest.Poison + "\n",
			"a header cut off":          "encounter_id,facil",
			"a file cut off in a quote": "encounter_id,facility_id,patient_type\nE1,F,\"I",
		},
	})
}

func TestSourceIsOne(t *testing.T) {
	var s source.Source = Source{}
	if s.Name() != "coding-csv" {
		t.Errorf("name %q is not that of the tutorial and the configuration", s.Name())
	}
}
