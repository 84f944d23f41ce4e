package ledger

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"chartline/cmd/chartline/format"
)

// Extract is a dataset that was made for a study, which has no ledger: it says itself what it is.
type Extract struct {
	Path string
	Said [][2]string // names and values of its stamp
}

// Write writes what the extract says as lines or as one JSON object.
func (x Extract) Write(w io.Writer, form format.Form) error {
	text := x.text()
	if form == format.JSON {
		said := map[string]string{}
		for _, s := range x.Said {
			said[s[0]] = s[1]
		}
		content, err := json.MarshalIndent(map[string]any{"extract": x.Path, "stamp": said}, "", "  ")
		if err != nil {
			return err
		}
		text = string(content) + "\n"
	}
	_, err := io.WriteString(w, text)
	return err
}

func (x Extract) text() string {
	width := 0
	for _, s := range x.Said {
		width = max(width, len(s[0]))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s is an extract, and no store: nothing is loaded into it.\n\n", x.Path)
	for _, s := range x.Said {
		if s[1] != "" {
			fmt.Fprintf(&b, "%-*s  %s\n", width, s[0], s[1])
		}
	}
	return b.String()
}

// Words tell in one line what the extract is.
func (x Extract) Words() string {
	of := func(name string) string {
		for _, s := range x.Said {
			if s[0] == name {
				return s[1]
			}
		}
		return ""
	}
	words := fmt.Sprintf("%s is an extract of mode %s, made for the study %s", x.Path, of("mode"), of("study"))
	if on, _, _ := strings.Cut(of("made"), "T"); on != "" {
		words += " on " + on
	}
	return words
}
