package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"chartline/pipeline/engine/duckdb"
)

// fences are the blocks of a manual that hold commands.
var fences = regexp.MustCompile("(?ms)^```\n(.*?)^```$")

// TestManual types every command of the README's tour and of the tutorial that needs no
// records of the reader's own.
func TestManual(t *testing.T) {
	if !duckdb.Available {
		t.Skip("built without -tags duckdb_arrow")
	}
	for _, manual := range []string{"README.md", "docs/tutorial.md"} {
		t.Run(filepath.Base(manual), func(t *testing.T) {
			commands := commandsOf(t, filepath.Join("..", "..", manual))
			if len(commands) < 5 {
				t.Fatalf("%d commands found", len(commands))
			}
			dir := t.TempDir()
			script := strings.Join(append([]string{"exec chartline init --sample"}, commands...), "\n") + "\n"
			if err := os.WriteFile(filepath.Join(dir, "manual.txtar"), []byte(script), 0o600); err != nil {
				t.Fatal(err)
			}
			testscript.Run(t, testscript.Params{Dir: dir})
		})
	}
}

// ofTheReader marks commands that need the reader's own records or configuration.
var ofTheReader = regexp.MustCompile(`exports/|monthly|mimic\.yaml|^chartline init|^chartline report coding_quality --job monthly`)

func commandsOf(t *testing.T, manual string) []string {
	t.Helper()
	text, err := os.ReadFile(manual)
	if err != nil {
		t.Fatal(err)
	}
	var commands []string
	for _, block := range fences.FindAllStringSubmatch(string(text), -1) {
		for line := range strings.Lines(block[1]) {
			line, _, _ = strings.Cut(strings.TrimSpace(line), "  #")
			if strings.HasPrefix(line, "chartline ") && !ofTheReader.MatchString(line) {
				commands = append(commands, "exec "+quoted(strings.TrimSpace(line)))
			}
		}
	}
	return commands
}

// quoted writes a line of a shell for testscript, whose quotes are single.
func quoted(line string) string {
	parts := strings.Split(line, `"`)
	for i, p := range parts {
		if i%2 == 1 {
			parts[i] = "'" + strings.ReplaceAll(p, "'", "''") + "'"
		}
	}
	return strings.Join(parts, "")
}
