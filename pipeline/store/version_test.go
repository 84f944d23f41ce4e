//go:build duckdb_arrow

package store

import "testing"

// TestLatestVersion has one encounter for every way in which versions can stand in the
// tables: main shows the latest only, history all.
func TestLatestVersion(t *testing.T) {
	s := openStore(t)
	mustPull(t, s, "code_assignment.csv", `encounter_id,version_no
once,1
recoded,1
recoded,2
emptied,1
emptied,2
late,1
thrice,1
thrice,2
thrice,3
`)
	mustPull(t, s, "diagnosis.csv", `encounter_id,version_no,sequence,role,code,code_system
once,1,1,principal,I10,ICD-10-CM
recoded,1,1,principal,I10,ICD-10-CM
recoded,1,2,other,E119,ICD-10-CM
recoded,2,1,principal,A419,ICD-10-CM
emptied,1,1,principal,I10,ICD-10-CM
emptied,2,1,principal,I11,ICD-10-CM
late,1,1,principal,I10,ICD-10-CM
late,2,1,principal,I11,ICD-10-CM
bare,,1,principal,I10,ICD-10-CM
bare versions,1,1,principal,I10,ICD-10-CM
bare versions,2,1,principal,I11,ICD-10-CM
regrouped,1,1,principal,I10,ICD-10-CM
thrice,1,1,principal,I10,ICD-10-CM
thrice,2,1,principal,I11,ICD-10-CM
thrice,3,1,principal,I12,ICD-10-CM
`)
	mustPull(t, s, "procedure.csv", `encounter_id,version_no,sequence,role,code,code_system
once,1,1,principal,0DTJ4ZZ,ICD-10-PCS
recoded,1,1,principal,0DTJ4ZZ,ICD-10-PCS
recoded,2,1,principal,0DTJ0ZZ,ICD-10-PCS
emptied,1,1,principal,0DTJ4ZZ,ICD-10-PCS
bare versions,1,1,principal,0DTJ4ZZ,ICD-10-PCS
bare versions,2,1,principal,0DTJ0ZZ,ICD-10-PCS
`)
	mustPull(t, s, "drg_assignment.csv", `encounter_id,version_no,drg_system,drg
once,1,MS-DRG,014
recoded,1,MS-DRG,470
recoded,2,MS-DRG,469
regrouped,1,MS-DRG,470
regrouped,2,MS-DRG,522
`)
	expect(t, s, "SELECT encounter_id, version_no, code FROM diagnosis ORDER BY 1, 2",
		"bare|1|I10", "bare versions|2|I11", "emptied|2|I11", "late|2|I11", "once|1|I10", "recoded|2|A419", "regrouped|1|I10", "thrice|3|I12")
	// The second version of "emptied" has no procedure any more.
	expect(t, s, "SELECT encounter_id, version_no, code FROM procedure ORDER BY 1, 2",
		"bare versions|2|0DTJ0ZZ", "once|1|0DTJ4ZZ", "recoded|2|0DTJ0ZZ")
	expect(t, s, "SELECT encounter_id, version_no, drg FROM drg_assignment ORDER BY 1, 2",
		"once|1|014", "recoded|2|469", "regrouped|2|522")
	expect(t, s, "SELECT (SELECT count(*) FROM history.diagnosis), (SELECT count(*) FROM history.procedure), (SELECT count(*) FROM history.drg_assignment)",
		"15|6|5")
	// The assignments themselves are all shown: when each was final is what they are for.
	expect(t, s, "SELECT count(*) FROM code_assignment", "9")
}

// TestViewsHaveTheSchemasColumns keeps the columns of the store's own out of sight.
func TestViewsHaveTheSchemasColumns(t *testing.T) {
	s := openStore(t)
	expect(t, s, "SELECT count(*) FROM duckdb_columns() WHERE schema_name = 'main' AND column_name LIKE '\\_%' ESCAPE '\\'", "0")
	expect(t, s, "DESCRIBE SELECT * FROM drg_assignment",
		"encounter_id|VARCHAR|YES|-|-|-", "version_no|BIGINT|YES|-|-|-", "drg_system|VARCHAR|YES|-|-|-",
		"grouper_version|VARCHAR|YES|-|-|-", "drg|VARCHAR|YES|-|-|-", "weight|DECIMAL(9,4)|YES|-|-|-")
}
