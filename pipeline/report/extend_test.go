package report_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chartline/pipeline/fault"
	"chartline/pipeline/report"
)

const builtIn = `title: T
subtitle: S
filters: {facility: F1}
key_figures:
  - {block: b, label: L}
methods:
  - {term: Rates, text: Ours.}
parts:
  - id: p
    title: P
    parameters: {by: month}
    blocks:
      - {id: b, kind: ranking, query: frequency/principal, top: 12}
      - {id: c, kind: pareto, query: frequency/principal}
  - id: q
    title: Q
    blocks:
      - {id: d, kind: pareto, query: frequency/principal}
`

// site loads the built-in report monthly and a site's file of some name.
func site(t *testing.T, name, text string) (*report.Library, error) {
	t.Helper()
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, name+".yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return load(t, builtIn, folder)
}

func TestASiteChangesPartsOfABuiltInReport(t *testing.T) {
	l, err := site(t, "monthly", `extends: monthly
title: Ours
filters: {payer: Medicare}
methods:
  - {term: Rates, text: Theirs.}
parts:
  - id: p
    parameters: {patient_type: IP}
    blocks:
      - {id: b, top: 5}
      - {id: c, remove: true}
      - {id: e, after: b, kind: pareto, query: own/query}
  - {id: q, remove: true}
  - id: r
    title: R
`)
	if err != nil {
		t.Fatal(err)
	}
	s, err := l.Get("monthly")
	if err != nil {
		t.Fatal(err)
	}
	p := s.Parts[0]
	switch {
	case s.Title != "Ours" || s.Subtitle != "S" || len(s.KeyFigures) != 1 || s.Methods[0].Text != "Theirs." || len(s.Methods) != 1:
		t.Errorf("spec %+v", s)
	case s.Filters["facility"] != "F1" || s.Filters["payer"] != "Medicare":
		t.Errorf("filters %v", s.Filters)
	case len(s.Parts) != 2 || s.Parts[1].ID != "r" || p.Title != "P" || p.Parameters["by"] != "month" || p.Parameters["patient_type"] != "IP":
		t.Errorf("parts %+v", s.Parts)
	case len(p.Blocks) != 2 || p.Blocks[0].Top != 5 || p.Blocks[0].Kind != "ranking" || p.Blocks[1].ID != "e":
		t.Errorf("blocks %+v", p.Blocks)
	}
	if where := s.Where("e"); !strings.HasSuffix(where, "monthly.yaml:12") {
		t.Errorf("block e is at %s", where)
	}
}

func TestABuiltInReportStaysAsItIs(t *testing.T) {
	l, err := site(t, "short", "extends: monthly\nparts:\n  - {id: q, remove: true}\n  - id: p\n    parameters: {by: coder}\n    blocks:\n      - {id: c, remove: true}\n")
	if err != nil {
		t.Fatal(err)
	}
	s, err := l.Get("monthly")
	if err != nil || len(s.Parts) != 2 || len(s.Parts[0].Blocks) != 2 || s.Parts[0].Parameters["by"] != "month" {
		t.Errorf("spec %+v, error %v", s, err)
	}
}

func TestMistakesInAnExtensionAreTold(t *testing.T) {
	for name, c := range map[string]struct{ text, says string }{
		"no such report":    {"extends: yearly\n", `extends "yearly"`},
		"removes nothing":   {"extends: monthly\nparts: [{id: z, remove: true}]\n", `removes "z"`},
		"after nothing":     {"extends: monthly\nparts: [{id: z, after: y, title: Z}]\n", `after "y"`},
		"tile of a removed": {"extends: monthly\nparts: [{id: p, remove: true}]\n", `block "b"`},
		"unknown filter":    {"extends: monthly\nfilters: {coder: C1}\n", `no filter "coder"`},
		"unknown period":    {"extends: monthly\ncompare: last_week\n", `cannot compare`},
		"for each of what":  {"extends: monthly\nfor_each: payer\n", `for each "payer"`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := site(t, "own", c.text)
			if fault.KindOf(err) != fault.Config || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "own.yaml") {
				t.Errorf("error %v, want %q", err, c.says)
			}
		})
	}
}
