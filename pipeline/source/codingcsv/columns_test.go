package codingcsv

import (
	"fmt"
	"strings"
	"testing"

	"chartline/pipeline/fault"
	"chartline/pipeline/schema"
	"chartline/pipeline/source"
)

func TestColumns(t *testing.T) {
	for _, c := range []struct {
		name    string
		header  []string
		mapping map[string]string
		want    string // column=header, of those found
	}{
		{"by their names", []string{"encounter_id", "drg_system", "drg"}, nil, "drg=drg drg_system=drg_system encounter_id=encounter_id"},
		{"in any order, among others", []string{"x", "drg", "drg_system", "", "encounter_id"}, nil, "drg=drg drg_system=drg_system encounter_id=encounter_id"},
		{"whatever case and space", []string{" Encounter_ID ", "DRG_System", "\u00a0drg"}, nil, "drg=\u00a0drg drg_system=DRG_System encounter_id= Encounter_ID "},
		{"mapped", []string{"Account", "drg_system", "MS DRG"}, map[string]string{"encounter_id": "account", "drg": "MS DRG"},
			"drg=MS DRG drg_system=drg_system encounter_id=Account"},
		{"mapped for this table", []string{"Account", "drg_system", "Group"}, map[string]string{"encounter_id": "Account", "drg": "nowhere", "drg_assignment.drg": "Group"},
			"drg=Group drg_system=drg_system encounter_id=Account"},
		{"mapped for another table", []string{"encounter_id", "drg_system", "drg"}, map[string]string{"drg_set.drg": "DRG number"},
			"drg=drg drg_system=drg_system encounter_id=encounter_id"},
		{"mapped onto each other's names", []string{"drg", "drg_system", "encounter_id"}, map[string]string{"encounter_id": "drg", "drg": "encounter_id"},
			"drg=encounter_id drg_system=drg_system encounter_id=drg"},
		{"one header for two columns", []string{"encounter_id", "drg"}, map[string]string{"drg_system": "drg"}, "drg=drg drg_system=drg encounter_id=encounter_id"},
		{"others of the same name", []string{"encounter_id", "note", "drg_system", "note", "drg"}, nil, "drg=drg drg_system=drg_system encounter_id=encounter_id"},
		{"without a column that has a default", []string{"encounter_id", "drg_system", "drg", "weight"}, nil,
			"drg=drg drg_system=drg_system encounter_id=encounter_id weight=weight"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := mapColumns(schema.Must("drg_assignment"), c.header, source.Input{Path: "x.csv", Spec: source.Spec{Columns: c.mapping}})
			if err != nil {
				t.Fatal(err)
			}
			if words := strings.Trim(strings.ReplaceAll(fmt.Sprint(got), ":", "="), "map[]"); words != c.want {
				t.Errorf("%s, want %s", words, c.want)
			}
		})
	}
}

func TestColumnsMissing(t *testing.T) {
	const addIt = "add to the file what is missing, or in chartline.yaml map it under columns: or say under values: what holds for every record"
	for _, c := range []struct {
		name    string
		header  []string
		mapping map[string]string
		want    string
	}{
		{"a required one", []string{"encounter_id", "drg_system"}, nil,
			`in/x.csv:1: no column "drg" for drg_assignment.drg; ` + addIt},
		{"one that is mapped", []string{"encounter_id", "drg_system", "drg"}, map[string]string{"weight": "Rel. weight"},
			`in/x.csv:1: no column "Rel. weight" for drg_assignment.weight; ` + addIt},
		{"one that is mapped away", []string{"encounter_id", "drg_system", "drg"}, map[string]string{"drg": "MS DRG"},
			`in/x.csv:1: no column "MS DRG" for drg_assignment.drg; ` + addIt},
		{"one of two that are the same", []string{"encounter_id", "drg_system", "DRG", "drg "}, nil,
			"in/x.csv:1: two columns of drg_assignment have the same name; leave one of them out"},
		{"a header that is a record", []string{"E0815", "MS-DRG", "470"}, nil,
			`in/x.csv:1: no column "encounter_id" for drg_assignment.encounter_id, no column "drg_system" for drg_assignment.drg_system, no column "drg" for drg_assignment.drg; ` + addIt},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := mapColumns(schema.Must("drg_assignment"), c.header, source.Input{Path: "in/x.csv", Spec: source.Spec{Columns: c.mapping}})
			if fault.KindOf(err) != fault.Input || fmt.Sprint(err) != c.want {
				t.Errorf("error %q of kind %d, want %q", err, fault.KindOf(err), c.want)
			}
		})
	}
}

// What a column of a list may hold is said where it is missing, and a value that stands for the
// column is as good as the column.
func TestColumnsWithValues(t *testing.T) {
	diagnosis, header := schema.Must("diagnosis"), []string{"encounter_id", "sequence", "code"}
	in := source.Input{Path: "x.csv", Spec: source.Spec{Values: map[string]string{"code_system": "ICD-10-CM"}}}
	_, err := mapColumns(diagnosis, header, in)
	if got := fmt.Sprint(err); strings.Contains(got, "code_system") || !strings.HasSuffix(got, "; role is one of principal, other, admitting, reason_for_visit, external_cause") {
		t.Errorf("error %s", got)
	}
	in.Spec.Values["diagnosis.role"] = "principal"
	columns, err := mapColumns(diagnosis, header, in)
	if err != nil || len(columns) != 3 {
		t.Errorf("columns %v, error %v", columns, err)
	}
	if got := fmt.Sprint(valuesOf(diagnosis, in.Spec)); got != "map[code_system:ICD-10-CM role:principal]" {
		t.Errorf("values %s", got)
	}
}

func TestNamesOfColumnsAndValues(t *testing.T) {
	for _, c := range []struct {
		name string
		spec source.Spec
		want string
	}{
		{"of some table", source.Spec{Columns: map[string]string{"poa": "POA"}, Values: map[string]string{"code_system": "ICD-10-CM"}}, "<nil>"},
		{"a column of no table", source.Spec{Columns: map[string]string{"poaa": "POA"}}, `source "a": columns: names "poaa", which is no canonical column; the data dictionary lists every column`},
		{"a value of no column", source.Spec{Values: map[string]string{"system": "POISON"}}, `source "a": values: names "system", which is no canonical column; the data dictionary lists every column`},
		{"a column of another table", source.Spec{Table: "patient", Values: map[string]string{"code_system": "POISON"}}, `source "a": values: names "code_system", which is no canonical column; the data dictionary lists every column`},
		{"a value outside the list", source.Spec{Table: "procedure", Values: map[string]string{"role": "POISON"}}, `source "a": values: role has no such value; write one of principal, other`},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.spec.Name = "a"
			if got := fmt.Sprint(checkColumns(c.spec)); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}
