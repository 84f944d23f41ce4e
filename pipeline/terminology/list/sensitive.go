package list

import (
	"strings"

	"github.com/apache/arrow-go/v18/arrow"

	"chartline/pipeline/source"
	"chartline/pipeline/source/moment"
	"chartline/pipeline/terminology/edition"
	"chartline/pipeline/terminology/sheet"
)

// sensitive is a list of codes that tell of treatment for substance use (42 CFR Part 2),
// as CMS publishes one for each code system. Any list of codes has such a header: only
// the name of the file, its folder or archive says that it is this one.
//
// A list without dates marks a code for as long as its system has been in use. DRGs are
// not marked beyond what a number means: 522 and 523 end on 1 October 2007, as CMS ends
// them (VER-09).
var sensitive = sheet.Kind{
	Name: "list of sensitive codes",
	Maps: []source.Mapping{
		{From: "first column, such as ICD-10-CM Diagnosis Code", Table: "code_mark", Column: "code"},
		{From: "first column", Table: "code_mark", Column: "code_system", Note: "by its name; of CPT codes, those with a letter first are HCPCS"},
		{Table: "code_mark", Column: "list", Note: "sensitive"},
		{From: "Category", Table: "code_mark", Column: "detail", Note: "substance_use where there is no such column"},
		{From: "Start Date", Table: "code_mark", Column: "valid_from", Note: "beginning of the code system where there is no such column"},
		{From: "End Date", Table: "code_mark", Column: "valid_to", Note: "2007-10-01 for the DRGs 522 and 523, the end of ICD-9 for its codes"},
	},
	Knows: func(h sheet.Header, p sheet.Publication) bool {
		_, known := systemOfColumn(h)
		return known && isNamedSensitive(p.Names)
	},
	Start: startSensitive,
}

// columns of codes, and whose codes those are.
var columns = map[string]string{
	"icd-10-cm diagnosis code": icd10CM, "icd-10-pcs code": icd10PCS, "icd-10-pcs procedure code": icd10PCS,
	"icd-9-cm diagnosis code": icd9CM, "icd-9-cm": icd9PCS, "icd-9-cm procedure code": icd9PCS,
	"cpt code": cpt, "cpt/hcpcs code": cpt, "hcpcs code": hcpcs, "ms-drgs": msDRG, "ms-drg": msDRG,
}

// used is since when the systems have been in use, and until when. CPT and HCPCS have no
// date that matters: their codes have not been given a second meaning.
var used = map[string]edition.Span{
	icd10CM: {From: day(2015, 10, 1)}, icd10PCS: {From: day(2015, 10, 1)},
	icd9CM: {From: day(1979, 1, 1), To: day(2015, 9, 30)}, icd9PCS: {From: day(1979, 1, 1), To: day(2015, 9, 30)},
	cpt: {From: day(1966, 1, 1)}, hcpcs: {From: day(1966, 1, 1)}, msDRG: {From: day(2007, 10, 1)},
}

// recycled are numbers that meant something else before there were MS-DRGs.
var (
	recycled     = map[string]bool{"522": true, "523": true}
	recycledSpan = edition.Span{From: day(1983, 10, 1), To: day(2007, 10, 1)}
)

func systemOfColumn(h sheet.Header) (string, bool) {
	names := h.Names()
	if len(names) < 2 || !strings.Contains(names[1], "description") {
		return "", false
	}
	system, ok := columns[names[0]]
	return system, ok
}

func isNamedSensitive(names []string) bool {
	if strings.HasPrefix(names[0], "codes-") {
		return true
	}
	for _, n := range names {
		if strings.Contains(n, "sensitive") || strings.Contains(n, "samhsa") {
			return true
		}
	}
	return false
}

func startSensitive(h sheet.Header, _ sheet.Publication, out source.Sink) (sheet.Rows, error) {
	system, _ := systemOfColumn(h)
	category := h.Index("category")
	from, to := h.Index("start date", "startdate"), h.Index("end date", "enddate")
	return newMarks(func(r sheet.Row) (mark, string, string) {
		m := mark{list: "sensitive", detail: r.Cell(category), code: r.Cell(0)}
		if m.detail == "" {
			m.detail = "substance_use"
		}
		m.system, m.code = systemOfCode(system, m.code)
		m.span = spanOf(m)
		if !setDate(&m.span.From, r.Cell(from)) {
			return m, "valid_from", source.ReasonType
		}
		if !setDate(&m.span.To, r.Cell(to)) {
			return m, "valid_to", source.ReasonType
		}
		return m, "", ""
	}, out), nil
}

// systemOfCode takes off the name of the system that stands before a DRG, and tells the
// codes of HCPCS from those of CPT: a letter and four digits.
func systemOfCode(system, code string) (string, string) {
	switch {
	case system == msDRG:
		return system, strings.TrimSpace(strings.TrimPrefix(strings.ToUpper(code), "MS-DRG"))
	case system == cpt && len(code) == 5 && code[0] >= 'A':
		return hcpcs, code
	}
	return system, code
}

func spanOf(m mark) edition.Span {
	if m.system == msDRG && recycled[m.code] {
		return recycledSpan
	}
	return used[m.system]
}

// setDate sets a date that is given; it is false for one that cannot be read.
func setDate(into *arrow.Date32, text string) bool {
	if text == "" {
		return true
	}
	at, ok := moment.ISO(text, nil)
	if ok {
		*into = at.On
	}
	return ok
}

func day(year, month, of int) arrow.Date32 {
	d, _ := moment.Date(year, month, of)
	return d
}
