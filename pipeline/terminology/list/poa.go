package list

import (
	"fmt"
	"regexp"
	"strconv"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
	"chartline/pipeline/terminology/edition"
	"chartline/pipeline/terminology/sheet"
)

// poaExempt is CMS's list of the codes that are exempt from a POA indicator in a fiscal
// year (DEF-05): order number, code with its dot, description.
var poaExempt = sheet.Kind{
	Name: "POA-exempt list",
	Maps: []source.Mapping{
		{From: "POAexemptCode", Table: "code_mark", Column: "code"},
		{Table: "code_mark", Column: "list", Note: "poa_exempt"},
		{From: "Order26", Table: "code_mark", Column: "valid_from", Note: "1 October on which the fiscal year of the header begins; valid_to is the 30 September after"},
	},
	Knows: func(h sheet.Header, _ sheet.Publication) bool { return h.Has("poaexemptcode") },
	Start: startExempt,
}

var orderYear = regexp.MustCompile(`^order ?([0-9]{2})$`)

func startExempt(h sheet.Header, p sheet.Publication, out source.Sink) (sheet.Rows, error) {
	fiscal, err := exemptYear(h, p)
	if err != nil {
		return nil, err
	}
	code := h.Index("poaexemptcode")
	like := mark{list: "poa_exempt", system: icd10CM, span: edition.Year(fiscal), version: fmt.Sprintf("FY%d", fiscal)}
	return newMarks(func(r sheet.Row) (mark, string, string) {
		m := like
		m.code = r.Cell(code)
		return m, "", ""
	}, out), nil
}

// exemptYear is the fiscal year of the header, which the name must not contradict.
func exemptYear(h sheet.Header, p sheet.Publication) (int, error) {
	named, isNamed := edition.FiscalYear(p.Names[0])
	for _, name := range h.Names() {
		m := orderYear.FindStringSubmatch(name)
		if m == nil {
			continue
		}
		year, _ := strconv.Atoi(m[1])
		if isNamed && named != 2000+year {
			return 0, fault.New(fault.Input, p.Place, "its header says another fiscal year than its name", "check which of them is right, and rename it")
		}
		return 2000 + year, nil
	}
	if !isNamed {
		return 0, undated(p, "POAexemptCodesFY26.txt")
	}
	return named, nil
}
