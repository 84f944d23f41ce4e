package accesslog

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestDisclosures asks for the disclosures of patients: the one that holds them, the one
// that nobody can tell, and neither what stayed in the department, nor what failed, nor what
// is older than six years.
func TestDisclosures(t *testing.T) {
	l := newLog(t, "secret")
	on := ""
	disclose := func(to, members string, exit int) {
		t.Helper()
		e := Entry{Event: End, Command: "chartline extract", Mode: "phi", Recipient: to, Purpose: "public health", Members: members, Exit: exit, Disclosed: on}
		if _, err := l.Append(e); err != nil {
			t.Fatal(err)
		}
	}
	today := l.Now
	l.Now = func() time.Time { return today().AddDate(-6, 0, -1) }
	disclose("of long ago", "", 0)
	l.Now = today
	on = today().AddDate(-6, 0, -1).Format(time.DateOnly)
	disclose("entered late, of long ago", "", 0)
	on = today().AddDate(-6, 0, 0).Format(time.DateOnly)
	disclose("entered late", "", 0)
	on = ""
	members, err := l.Members(slices.Values([]string{"ZEBRA-1", "ZEBRA-2"}))
	if err != nil {
		t.Fatal(err)
	}
	disclose("state registry", members, 0)
	disclose("failed", members, 6)
	disclose("whole department of health", "", 0)
	l.add(t, "chartline query")
	for patient, want := range map[string]string{
		"ZEBRA-1": "entered late, state registry, whole department of health",
		"ZEBRA-3": "entered late, whole department of health",
		"":        "entered late, state registry, whole department of health",
	} {
		found, err := l.Disclosures(patient)
		if err != nil {
			t.Fatal(err)
		}
		var to []string
		for _, e := range found {
			to = append(to, e.Recipient)
		}
		if got := strings.Join(to, ", "); got != want {
			t.Errorf("%q: disclosed to %s, want %s", patient, got, want)
		}
	}
	text, err := os.ReadFile(filepath.Join(filepath.Dir(l.Path), members))
	if err != nil || strings.Contains(string(text), "ZEBRA") {
		t.Errorf("a name in a file of members, or %v", err)
	}
}
