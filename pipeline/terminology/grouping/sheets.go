package grouping

import (
	"chartline/pipeline/source"
	"chartline/pipeline/terminology/sheet"
)

// mapping is the sheet DX_to_CCSR_Mapping of the reference workbook: a row per code and
// category, which says whether that is the default: Y, N, or X where the code may not be
// principal. The rows of a code stand together.
var mapping = sheet.Kind{
	Name: "mapping of diagnoses to CCSR",
	Maps: []source.Mapping{
		{Table: "code_group", Column: "scheme", Note: "CCSR"},
		{From: "title of the sheet", Table: "code_group", Column: "scheme_version", Note: "such as v2026.1"},
		{From: "ICD-10-CM Code", Table: "code_group", Column: "code"},
		{From: "CCSR Category", Table: "code_group", Column: "grouping"},
		{Table: "code_group", Column: "position", Note: "number of the row among those of the code; empty for the dummies XXX000 and XXX111"},
		{From: "Inpatient Default CCSR (Y/N/X)", Table: "code_group", Column: "default_inpatient", Note: "X: the dummy XXX000 is"},
		{From: "Outpatient Default CCSR (Y/N/X)", Table: "code_group", Column: "default_outpatient", Note: "X: the dummy XXX111 is"},
		{From: "CCSR Category Description", Table: "group_title", Column: "title"},
		{From: "CCSR Category", Table: "group_title", Column: "parent", Note: "body system: the first three letters"},
	},
	Knows: func(h sheet.Header, _ sheet.Publication) bool {
		return h.Has("icd-10-cm code", "ccsr category") && h.Matching("inpatient default") >= 0
	},
	Start: startMapping,
}

// mappingRows takes rows of the sheet.
type mappingRows struct {
	*groups
	like                                     membership // the code of the last row
	code, group, text, inpatient, outpatient int
	in, out                                  bool // the dummies of that code were emitted
}

func startMapping(h sheet.Header, p sheet.Publication, out source.Sink) (sheet.Rows, error) {
	version, err := versionOf(p)
	if err != nil {
		return nil, err
	}
	return &mappingRows{
		groups: newGroups(out), like: membership{scheme: ccsr, version: version, system: icd10CM},
		code: h.Index("icd-10-cm code"), group: h.Index("ccsr category"), text: h.Index("ccsr category description"),
		inpatient:  h.Matching("inpatient default"),
		outpatient: h.Matching("outpatient default"),
	}, nil
}

// isDefault are the marks of a default.
var isDefault = map[string]bool{"Y": true, "N": false, "X": false}

func (m *mappingRows) Row(r sheet.Row) error {
	group, in, out := r.Cell(m.group), r.Cell(m.inpatient), r.Cell(m.outpatient)
	inpatient, inKnown := isDefault[in]
	outpatient, outKnown := isDefault[out]
	switch code := r.Cell(m.code); {
	case code == "":
		return m.reject(r, codeGroup, "code", source.ReasonMissing)
	case !categoryName.MatchString(group):
		return m.reject(r, codeGroup, "grouping", source.ReasonType)
	case !inKnown:
		return m.reject(r, codeGroup, "default_inpatient", source.ReasonUnlisted)
	case !outKnown:
		return m.reject(r, codeGroup, "default_outpatient", source.ReasonUnlisted)
	case code != m.like.code:
		m.like.code, m.like.position, m.in, m.out = code, 0, false, false
	}
	m.like.position++
	one := m.like
	one.group, one.inpatient, one.outpatient = group, inpatient, outpatient
	if err := m.add(one); err != nil {
		return err
	}
	if err := m.addDummies(in == "X" && !m.in, out == "X" && !m.out); err != nil {
		return err
	}
	return m.title(title{ccsr, m.like.version, group, r.Cell(m.text), bodySystem(group)})
}

// addDummies emits the defaults of a code that may not be principal or first-listed.
func (m *mappingRows) addDummies(in, out bool) error {
	m.in, m.out = m.in || in, m.out || out
	like := m.like
	like.position = 0
	for _, dummy := range withDummies(nil, like, in, out) {
		if err := m.add(dummy); err != nil {
			return err
		}
		if err := m.title(title{ccsr, m.like.version, dummy.group, dummies[dummy.group], ""}); err != nil {
			return err
		}
	}
	return nil
}

// categories is the sheet CCSR_Categories: the titles, also of groups that have no code.
var categories = sheet.Kind{
	Name: "categories of CCSR",
	Maps: []source.Mapping{
		{Table: "group_title", Column: "scheme", Note: "CCSR"},
		{From: "title of the sheet", Table: "group_title", Column: "scheme_version", Note: "such as v2026.1"},
		{From: "CCSR Category", Table: "group_title", Column: "grouping"},
		{From: "CCSR Category Description", Table: "group_title", Column: "title"},
		{From: "CCSR Category", Table: "group_title", Column: "parent", Note: "body system: the first three letters"},
	},
	Knows: func(h sheet.Header, _ sheet.Publication) bool {
		return h.Is("ccsr category", "ccsr category description")
	},
	Start:     startCategories,
	Footnotes: true,
}

// categoryRows takes rows of that sheet.
type categoryRows struct {
	*groups
	version string
}

func startCategories(_ sheet.Header, p sheet.Publication, out source.Sink) (sheet.Rows, error) {
	version, err := versionOf(p)
	if err != nil {
		return nil, err
	}
	return &categoryRows{newGroups(out), version}, nil
}

func (c *categoryRows) Row(r sheet.Row) error {
	group, text := r.Cell(0), r.Cell(1)
	if text == "" {
		return c.reject(r, groupTitle, "title", source.ReasonMissing)
	}
	return c.title(title{ccsr, c.version, group, text, bodySystem(group)})
}
