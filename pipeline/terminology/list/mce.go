package list

import (
	"strings"

	"chartline/pipeline/source"
	"chartline/pipeline/terminology/edition"
	"chartline/pipeline/terminology/sheet"
)

// codeEdits is the lists of the Medicare Code Editor in one table, a row per edit and
// code. A version holds for its fiscal year, from 1 October to 30 September, and not
// longer: lists change with each release (standard.md 4.5), so that a later year is
// judged once its own version has been loaded.
var codeEdits = sheet.Kind{
	Name: "MCE list",
	Maps: []source.Mapping{
		{From: "MCE_Edit_Type", Table: "code_mark", Column: "list", Note: "mce_age, mce_sex, mce_manifestation, mce_unacceptable_principal and so on"},
		{From: "MCE_Edit_Type", Table: "code_mark", Column: "detail", Note: "class within the edit: newborn, pediatric, maternity or adult; F or M"},
		{From: "ICD_Version, ICD_Code_Type", Table: "code_mark", Column: "code_system"},
		{From: "ICD_Code", Table: "code_mark", Column: "code"},
		{From: "MCE_Version", Table: "code_mark", Column: "valid_from", Note: "1 October on which the version came into force; valid_to is the 30 September after"},
		{From: "MCE_Version", Table: "code_mark", Column: "list_version"},
	},
	Knows: func(h sheet.Header, _ sheet.Publication) bool {
		return h.Has("mce version", "icd version", "mce edit type", "icd code type", "icd code")
	},
	Start: startEdits,
}

// edit is a list of marks with a class within it.
type edit struct{ list, detail string }

// edits names those that are known; another keeps its own name.
var edits = map[string]edit{
	"newborn_only":                 {"mce_age", "newborn"},
	"pediatric_only":               {"mce_age", "pediatric"},
	"maternity_only":               {"mce_age", "maternity"},
	"adult_only":                   {"mce_age", "adult"},
	"female_only":                  {"mce_sex", "F"},
	"male_only":                    {"mce_sex", "M"},
	"principal_manifestation":      {"mce_manifestation", ""},
	"principal_questionable_admit": {"mce_questionable_admission", ""},
	"principal_unacceptable":       {"mce_unacceptable_principal", ""},
	"noncovered_always":            {"mce_noncovered", "always"},
	"noncovered_over60":            {"mce_noncovered", "over_60"},
	"noncovered_los_96hr":          {"mce_length_of_stay", "96_hours"},
	"limited_coverage":             {"mce_limited_coverage", ""},
	"wrong_performed":              {"mce_wrong_procedure", ""},
}

// codeTypes are the systems by version of ICD and type of code.
var codeTypes = map[string]string{"10D": icd10CM, "10P": icd10PCS, "9D": icd9CM, "09D": icd9CM, "9P": icd9PCS, "09P": icd9PCS}

func startEdits(h sheet.Header, _ sheet.Publication, out source.Sink) (sheet.Rows, error) {
	version, icd := h.Index("mce version"), h.Index("icd version")
	kind, codeType, code := h.Index("mce edit type"), h.Index("icd code type"), h.Index("icd code")
	return newMarks(func(r sheet.Row) (mark, string, string) {
		span, ok := edition.OfVersion(r.Cell(version))
		if !ok {
			return mark{}, "list_version", source.ReasonType
		}
		system, ok := codeTypes[r.Cell(icd)+strings.ToUpper(r.Cell(codeType))]
		if !ok {
			return mark{}, "code_system", source.ReasonUnlisted
		}
		e, ok := editOf(r.Cell(kind))
		if !ok {
			return mark{}, "list", source.ReasonType
		}
		return mark{list: e.list, detail: e.detail, system: system, code: r.Cell(code), span: span, version: r.Cell(version)}, "", ""
	}, out), nil
}

// editOf names an edit, which may be one of a later version: a word of letters.
func editOf(name string) (edit, bool) {
	name = strings.ToLower(name)
	if e, ok := edits[name]; ok {
		return e, true
	}
	isWord := name != "" && len(name) <= 40 && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
	return edit{list: "mce_" + name}, isWord
}
