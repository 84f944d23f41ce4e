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
	disclose := func(to, members string, exit int) {
		t.Helper()
		e := Entry{Event: End, Command: "chartline extract", Mode: "phi", Recipient: to, Purpose: "public health", Members: members, Exit: exit}
		if _, err := l.Append(e); err != nil {
			t.Fatal(err)
		}
	}
	today := l.Now
	l.Now = func() time.Time { return today().AddDate(-6, 0, -1) }
	disclose("of long ago", "", 0)
	l.Now = today
	members, err := l.Members(slices.Values([]string{"ZEBRA-1", "ZEBRA-2"}))
	if err != nil {
		t.Fatal(err)
	}
	disclose("state registry", members, 0)
	disclose("failed", members, 6)
	disclose("whole department of health", "", 0)
	l.add(t, "chartline query")
	for patient, want := range map[string]string{
		"ZEBRA-1": "state registry, whole department of health",
		"ZEBRA-3": "whole department of health",
		"":        "state registry, whole department of health",
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
