package source_test

import (
	"fmt"
	"strings"
	"testing"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
)

var claims = source.Settings{
	About: "claims",
	Table: true,
	Options: []source.Option{
		source.Facility,
		{Name: "layout", Meaning: "Which of the layouts.", Values: []string{"wide", "long"}, Default: "wide"},
		{Name: "token", Meaning: "What opens the server.", Required: true, Secret: true},
	},
}

func TestSettingsCheck(t *testing.T) {
	token := map[string]string{"token": "POISON"}
	for _, c := range []struct {
		name     string
		settings source.Settings
		spec     source.Spec
		want     string // "" where nothing is wrong
	}{
		{"what it needs", claims, source.Spec{Options: token}, ""},
		{"what it takes", claims, source.Spec{Table: "diagnosis", Options: map[string]string{"token": "x", "layout": "long", "facility": "F"}}, ""},
		{"nothing for one that takes nothing", source.Settings{}, source.Spec{Name: "a", Path: "b", Timezone: "UTC"}, ""},
		{"queries of tables", source.Settings{Queries: true}, source.Spec{Queries: map[string]string{"diagnosis": "SELECT 1", "code_link": "SELECT 2"}}, ""},
		{"columns", source.Settings{Columns: true}, source.Spec{Columns: map[string]string{"drg": "MS DRG"}}, ""},
		{"a table too many", source.Settings{}, source.Spec{Table: "x"}, "its format takes no table:; remove table: from it"},
		{"columns too many", claims, source.Spec{Options: token, Columns: map[string]string{"drg": "POISON"}}, "its format takes no columns:; remove columns: from it"},
		{"queries too many", claims, source.Spec{Options: token, Queries: map[string]string{"drg_set": "POISON"}}, "its format takes no queries:; remove queries: from it"},
		{"a query of no table", source.Settings{Queries: true}, source.Spec{Queries: map[string]string{"diagnoses": "POISON"}},
			`queries: names no canonical table: "diagnoses"; see docs/data-dictionary.md for the tables`},
		{"an option that is none", claims, source.Spec{Options: map[string]string{"token": "POISON", "lay_out": "POISON"}},
			`no option "lay_out"; it takes facility, layout, token`},
		{"an option where there are none", source.Settings{}, source.Spec{Options: map[string]string{"facility": "POISON"}},
			`no option "facility"; this format has none`},
		{"a value that is none", claims, source.Spec{Options: map[string]string{"token": "x", "layout": "POISON"}},
			`the option "layout" has no such value; write one of wide, long`},
		{"an option that is missing", claims, source.Spec{}, `the option "token" is not set; set it under options: What opens the server.`},
		{"an option that is empty", claims, source.Spec{Options: map[string]string{"token": ""}}, `the option "token" is not set`},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.spec.Name = "night"
			err := c.settings.Check(c.spec)
			if c.want == "" {
				if err != nil {
					t.Errorf("error %v, want none", err)
				}
				return
			}
			if fault.KindOf(err) != fault.Config || !strings.HasPrefix(fmt.Sprint(err), `source "night": `+c.want) || strings.Contains(err.Error(), "POISON") {
				t.Errorf("error %v of kind %d, want %q", err, fault.KindOf(err), c.want)
			}
		})
	}
}

func TestSpecOption(t *testing.T) {
	layout := claims.Options[1]
	set := source.Spec{Name: "night", Options: map[string]string{"layout": "long", "facility": "General"}}
	unset := source.Spec{Name: "night"}
	for name, got := range map[string][2]string{
		"an option":            {set.Option(layout), "long"},
		"its default":          {unset.Option(layout), "wide"},
		"a facility":           {set.FacilityID(), "General"},
		"the source's name":    {unset.FacilityID(), "night"},
		"an empty facility":    {source.Spec{Name: "night", Options: map[string]string{"facility": ""}}.FacilityID(), "night"},
		"dates that are their": {unset.Option(source.Shifted), "false"},
	} {
		if got[0] != got[1] {
			t.Errorf("%s: %q, want %q", name, got[0], got[1])
		}
	}
}

func TestInputPlace(t *testing.T) {
	if got := (source.Input{Path: "in/a.csv"}).Place(); got != "in/a.csv" {
		t.Errorf("place %q", got)
	}
	if got := (source.Input{Path: "in/a.zip", Member: "b/c.csv"}).Place(); got != "in/a.zip/b/c.csv" {
		t.Errorf("place %q", got)
	}
}
