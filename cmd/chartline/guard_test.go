package main

import (
	"testing"

	"github.com/spf13/cobra"

	"chartline/cmd/chartline/access"
	"chartline/pipeline/config"
	"chartline/pipeline/privacy"
)

// TestEveryCommandHasAClass fails for a command of which nobody has said who may use it.
func TestEveryCommandHasAClass(t *testing.T) {
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		// That of the program itself is for no command below it.
		if cmd.HasParent() && !cmd.Parent().HasParent() && !access.Named(cmd.CommandPath()) {
			t.Errorf("%s has no class", cmd.CommandPath())
		}
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
	}
	walk((&app{}).root())
}

// TestRoles says for each role what it may do on records and on an extract.
func TestRoles(t *testing.T) {
	commands := []string{"status", "pull", "query", "sql", "worklist", "audit draw", "log show", "extract"}
	for role, want := range map[string][2]string{
		"":           {"xxxxxxxx", "xxxxxxxx"},
		"analyst":    {"xxxxxx-x", "xxxxxx-x"},
		"manager":    {"x-x-----", "x-x-----"},
		"researcher": {"x-------", "x-xxx--x"},
		"compliance": {"x-xxxxxx", "x-xxxxxx"},
	} {
		for i, mode := range []privacy.Mode{privacy.PHI, privacy.SafeHarbor} {
			got := ""
			for _, c := range commands {
				class := access.Of("chartline " + c)
				sign := "-"
				if access.May(role, class, mode) {
					sign = "x"
				}
				got += sign
			}
			if got != want[i] {
				t.Errorf("%q on %s: %s, want %s", role, mode, got, want[i])
			}
		}
	}
	for _, role := range config.Roles {
		if access.May(role, access.Of("chartline audit export"), privacy.PHI) != (role == "analyst" || role == "compliance") {
			t.Errorf("%s and audits", role)
		}
	}
}
