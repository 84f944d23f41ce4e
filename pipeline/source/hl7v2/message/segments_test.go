package message

import (
	"slices"
	"strings"
	"testing"
)

func segmentsOf(t *testing.T, text string) (all []string) {
	t.Helper()
	for walk := opened(t, text).Segments(text); ; {
		s, ok := walk.Next()
		if !ok {
			return all
		}
		all = append(all, s)
	}
}

const header = `MSH|^~\&|A`

// TestSegments ends segments in every way in which files end them.
func TestSegments(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"CR, as the standard has it":     {header + "\rEVN|1\rPID|2\r", []string{header, "EVN|1", "PID|2"}},
		"LF":                             {header + "\nEVN|1\nPID|2\n", []string{header, "EVN|1", "PID|2"}},
		"CRLF":                           {header + "\r\nEVN|1\r\nPID|2\r\n", []string{header, "EVN|1", "PID|2"}},
		"a mixture":                      {header + "\nEVN|1\rPID|2\r\nPV1|3\n\rDG1|4", []string{header, "EVN|1", "PID|2", "PV1|3", "DG1|4"}},
		"CR CR LF of a mangled file":     {header + "\r\r\nEVN|1\r\r\n", []string{header, "EVN|1"}},
		"no end of the last one":         {header + "\rEVN|1", []string{header, "EVN|1"}},
		"blank lines":                    {header + "\n\n\nEVN|1\n\n", []string{header, "EVN|1"}},
		"a line break in a field":        {header + "\rPID|2|1 Road\nTown|M\rPV1|3\r", []string{header, "PID|2|1 Road\nTown|M", "PV1|3"}},
		"two line breaks in a field":     {header + "\rNTE|a\nb\nc\rPV1|3\r", []string{header, "NTE|a\nb\nc", "PV1|3"}},
		"remarks behind a blank line":    {header + "\nPID|2\n\n// next one\n/* or */\n", []string{header, "PID|2"}},
		"a name without fields":          {header + "\rDSC\rPV1|3\r", []string{header, "DSC", "PV1|3"}},
		"a word that begins like a name": {header + "\rNTE|a\nPIDGIN|b\rPV1|3\r", []string{header, "NTE|a\nPIDGIN|b", "PV1|3"}},
		"a Z-segment":                    {header + "\rZD1|1\rZ2X|2\r", []string{header, "ZD1|1", "Z2X|2"}},
		"a frame":                        {header + "\rPID|2\r\x1c\r", []string{header, "PID|2"}},
		"a frame that ends the segment":  {header + "\rPID|2\x1c\r", []string{header, "PID|2"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := segmentsOf(t, c.text); !slices.Equal(got, c.want) {
				t.Errorf("%q\nwant %q", got, c.want)
			}
		})
	}
}

// TestCut finds the messages of a file, whatever stands around them.
func TestCut(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string // how each begins
	}{
		"one":                        {"MSH|^~\\&|1\r", []string{"MSH|^~\\&|1"}},
		"two":                        {"MSH|^~\\&|1\rPID|\rMSH|^~\\&|2\r", []string{"MSH|^~\\&|1", "MSH|^~\\&|2"}},
		"with byte order marks":      {"\ufeffMSH|^~\\&|1\r\n\ufeffMSH|^~\\&|2\r\n", []string{"MSH|^~\\&|1", "MSH|^~\\&|2"}},
		"framed":                     {"\x0bMSH|^~\\&|1\r\x1c\r\x0bMSH|^~\\&|2\r\x1c\r", []string{"MSH|^~\\&|1", "MSH|^~\\&|2"}},
		"frames side by side":        {"\x0bMSH|^~\\&|1\x1c\x0bMSH|^~\\&|2\x1c", []string{"MSH|^~\\&|1", "MSH|^~\\&|2"}},
		"a batch":                    {"FHS|^~\\&\rBHS|^~\\&\rMSH|^~\\&|1\rBTS|1\rFTS|1\r", []string{"MSH|^~\\&|1"}},
		"of other delimiters":        {"MSH|^~\\&|1\rMSH^~|\\&^2\r", []string{"MSH|^~\\&|1", "MSH^~|\\&^2"}},
		"behind remarks":             {"/* MSH */\n\nMSH|^~\\&|1\n", []string{"MSH|^~\\&|1"}},
		"MSH in a field":             {"MSH|^~\\&|1\rPV1|MSH|MSH|\rNTE|xMSH|\r", []string{"MSH|^~\\&|1"}},
		"a word that begins like it": {"MSHAPE\rMSH|^~\\&|1\r", []string{"MSH|^~\\&|1"}},
		"none":                       {"PID|MSH|\r", nil},
		"nothing":                    {"", nil},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for rest := c.text; ; {
				m, after, found := Cut(rest)
				if !found {
					break
				}
				first, _, _ := strings.Cut(m, "\r")
				got = append(got, strings.TrimRight(strings.TrimSpace(first), "\x1c\x0b"))
				rest = after
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestLastStart(t *testing.T) {
	long := strings.Repeat("NTE|a\r", 40_000)
	for name, c := range map[string]struct {
		piece string
		want  string // what stands from there on
	}{
		"one message":          {"MSH|^~\\&|1\rPID|", ""},
		"two":                  {"MSH|^~\\&|1\rMSH|^~\\&|2\rPI", "MSH|^~\\&|2\rPI"},
		"a frame":              {"\x0bMSH|^~\\&|1\r\x1c\r\x0bMSH|^~\\&|2", "\x0bMSH|^~\\&|2"},
		"a byte order mark":    {"MSH|^~\\&|1\n\ufeffMSH|^~\\&|2", "\ufeffMSH|^~\\&|2"},
		"MSH in a field":       {"MSH|^~\\&|1\rPV1|MSH|", ""},
		"a name cut off":       {"MSH|^~\\&|1\rMSH", ""},
		"a long last message":  {"MSH|^~\\&|1\rMSH|^~\\&|2\r" + long, "MSH|^~\\&|2\r" + long},
		"a long first message": {"MSH|^~\\&|1\r" + long + "MSH|^~\\&|2\r", "MSH|^~\\&|2\r"},
		"no message":           {"PID|\rPV1|", ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := LastStart([]byte(c.piece))
			if want := strings.LastIndex(c.piece, c.want); c.want != "" && got != want || c.want == "" && got != 0 {
				t.Errorf("%d of %d", got, len(c.piece))
			}
		})
	}
}
