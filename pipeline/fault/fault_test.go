package fault

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
)

func TestErrorReads(t *testing.T) {
	for _, c := range []struct {
		name string
		err  *Error
		want string
	}{
		{"place, what and fix", New(Input, "inbox/enc-03.csv:1", `no column "MS DRG" for encounter.drg`, "add it to the file"),
			`inbox/enc-03.csv:1: no column "MS DRG" for encounter.drg; add it to the file`},
		{"no place", New(Usage, "", "no job", "chartline.yaml lists them"), "no job; chartline.yaml lists them"},
		{"no fix", New(Interrupted, "x.csv", "stopped", ""), "x.csv: stopped"},
		{"neither", New(Internal, "", "broken", ""), "broken"},
		{"formatted", Newf(Policy, "patient", "mend the file", "%d of %d records", 3, 10), "patient: 3 of 10 records; mend the file"},
		{"a percent sign is no verb", New(Policy, "50%", "100%", "5%d"), "50%: 100%; 5%d"},
		{"with a cause", Wrap(Unavailable, errors.New("SECRET"), "store", "locked", "wait"), "store: locked; wait"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, format := range []string{"%v", "%s", "%+v"} {
				if got := fmt.Sprintf(format, c.err); got != c.want {
					t.Errorf("%s: %q, want %q", format, got, c.want)
				}
			}
		})
	}
}

func TestCauseIsKept(t *testing.T) {
	err := fmt.Errorf("while pulling: %w", Wrap(Input, fmt.Errorf("open: %w", fs.ErrNotExist), "x", "no such file", ""))
	if !errors.Is(err, fs.ErrNotExist) {
		t.Error("the cause is lost")
	}
	if New(Input, "x", "y", "z").Unwrap() != nil {
		t.Error("a cause out of nothing")
	}
}

func TestKindOf(t *testing.T) {
	config, input := New(Config, "", "c", ""), New(Input, "", "i", "")
	for _, c := range []struct {
		name string
		err  error
		want Kind
	}{
		{"no error", nil, 0},
		{"another error", errors.New("x"), Internal},
		{"itself", config, Config},
		{"wrapped", fmt.Errorf("x: %w", config), Config},
		{"the first of several", errors.Join(input, config), Input},
		{"after another", errors.Join(errors.New("x"), config), Config},
		{"the outer one", Wrap(Config, input, "", "", ""), Config},
	} {
		if got := KindOf(c.err); got != c.want {
			t.Errorf("%s: kind %d, want %d", c.name, got, c.want)
		}
	}
}

// TestExitCodes holds the kinds to the table of the design: schedulers act on them.
func TestExitCodes(t *testing.T) {
	for kind, code := range map[Kind]int{Internal: 1, Usage: 2, Config: 3, Input: 4, Query: 5, Unavailable: 6, Policy: 7, Interrupted: 130} {
		if int(kind) != code {
			t.Errorf("kind %d, want %d", kind, code)
		}
		if !strings.Contains(ExitCodes, fmt.Sprintf("\n  %-4d ", code)) {
			t.Errorf("the help does not tell of exit code %d", code)
		}
	}
	if !strings.Contains(ExitCodes, "\n  0    done\n") {
		t.Error("the help does not tell of success")
	}
}
