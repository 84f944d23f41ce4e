package grouping

import (
	"strings"

	"chartline/pipeline/source"
	"chartline/pipeline/terminology/sheet"
)

// own is a table of groups that the site brings itself, such as CMS-HCC, PheWAS or its
// service lines (GRP-08): a row per code and group.
var own = sheet.Kind{
	Name: "table of groups",
	Maps: []source.Mapping{
		{From: "scheme", Table: "code_group", Column: "scheme"},
		{From: "scheme_version", Table: "code_group", Column: "scheme_version"},
		{From: "code_system", Table: "code_group", Column: "code_system"},
		{From: "code", Table: "code_group", Column: "code"},
		{From: "grouping", Table: "code_group", Column: "grouping"},
		{Table: "code_group", Column: "position", Note: "1 for every group: each counts where any diagnosis does"},
		{From: "title", Table: "group_title", Column: "title"},
		{From: "parent", Table: "group_title", Column: "parent"},
	},
	Knows: func(h sheet.Header, p sheet.Publication) bool {
		return h.Has(ownColumns[:]...) && !strings.HasPrefix(p.Names[0], "code_group.") // one of Chartline's own tables
	},
	Start: startOwn,
}

var ownColumns = [5]string{"scheme", "scheme version", "code system", "code", "grouping"}

// canonical names the columns for a reject.
var canonical = [5]string{"scheme", "scheme_version", "code_system", "code", "grouping"}

// ownRows takes rows of such a table.
type ownRows struct {
	*groups
	at           [5]int
	text, parent int
}

func startOwn(h sheet.Header, _ sheet.Publication, out source.Sink) (sheet.Rows, error) {
	rows := &ownRows{groups: newGroups(out), text: h.Index("title"), parent: h.Index("parent")}
	for i, name := range ownColumns {
		rows.at[i] = h.Index(name)
	}
	return rows, nil
}

func (o *ownRows) Row(r sheet.Row) error {
	var values [5]string
	for i, at := range o.at {
		if values[i] = r.Cell(at); values[i] == "" {
			return o.reject(r, codeGroup, canonical[i], source.ReasonMissing)
		}
	}
	m := membership{scheme: values[0], version: values[1], system: values[2], code: values[3], group: values[4], position: 1}
	if err := o.add(m); err != nil {
		return err
	}
	return o.title(title{m.scheme, m.version, m.group, r.Cell(o.text), r.Cell(o.parent)})
}
