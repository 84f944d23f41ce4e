// Package grouping reads tables of codes and the groups that they belong to: the Clinical
// Classifications Software Refined of AHRQ for diagnoses (GRP-05), as its CSV file and as
// the sheets of its reference workbook, and tables of a site's own (GRP-08).
//
// Of CCSR a code has up to six categories, all of which count where any diagnosis does,
// and one default for a principal diagnosis and one for a first-listed one. A code that
// may not be principal has the dummy XXX000 for its default, or XXX111 in the outpatient
// column. The dummies are groups like others, so that no code is dropped (GRP-06), but
// have no position: what counts any-listed diagnoses takes groups with a position.
package grouping

import (
	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/terminology/sheet"
)

// Kinds are the tables that are read.
var Kinds = []sheet.Kind{classic, mapping, categories, own}

var (
	codeGroup  = schema.Must("code_group")
	groupTitle = schema.Must("group_title")
)

// membership is a code in a group.
type membership struct {
	scheme, version, system, code, group string
	position                             int64 // 0 for none
	inpatient, outpatient                bool  // it is the default
}

// title is a group's.
type title struct{ scheme, version, group, text, parent string }

// mostTitles bounds how many groups are remembered to have been titled. One that is
// titled again does no harm.
const mostTitles = 100_000

// groups emits memberships and titles.
type groups struct {
	codes, titles *source.Batcher
	out           source.Sink
	titled        map[[3]string]bool
}

func newGroups(out source.Sink) *groups {
	return &groups{
		codes: source.NewBatcher(codeGroup, out), titles: source.NewBatcher(groupTitle, out),
		out: out, titled: map[[3]string]bool{},
	}
}

func (g *groups) add(m membership) error {
	g.codes.Text("scheme", m.scheme)
	g.codes.Text("scheme_version", m.version)
	g.codes.Text("code_system", m.system)
	g.codes.Text("code", m.code)
	g.codes.Text("grouping", m.group)
	if m.position > 0 {
		g.codes.Integer("position", m.position)
	}
	g.codes.Boolean("default_inpatient", m.inpatient)
	g.codes.Boolean("default_outpatient", m.outpatient)
	return g.codes.Next()
}

// title titles a group once.
func (g *groups) title(t title) error {
	key := [3]string{t.scheme, t.version, t.group}
	if t.text == "" || g.titled[key] {
		return nil
	}
	if len(g.titled) < mostTitles {
		g.titled[key] = true
	}
	g.titles.Text("scheme", t.scheme)
	g.titles.Text("scheme_version", t.version)
	g.titles.Text("grouping", t.group)
	g.titles.Text("title", t.text)
	g.titles.Text("parent", t.parent)
	return g.titles.Next()
}

func (g *groups) reject(r sheet.Row, table *schema.Table, column, reason string) error {
	return g.out.Reject(source.Reject{Table: table, Record: r.Number, Column: column, Reason: reason, Raw: r.Raw()})
}

func (g *groups) End() error {
	if err := g.codes.Flush(); err != nil {
		return err
	}
	return g.titles.Flush()
}

func (g *groups) Release() {
	g.codes.Release()
	g.titles.Release()
}
