package pipeline_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
)

// form is a way in which the records of a set come apart and are put together again.
type form struct {
	name string
	cut  func(t *testing.T, f realFile) []piece
	bind func(bodies [][]byte, dice *rand.Rand) []byte // into a file; one behind the other where nil

	quarantined string // rejects of what is put together, where they are not those of the set
}

// piece is a part of a file. Those of one name and head may lie in any file of that name,
// in any order; one without a body is a file by itself.
type piece struct {
	name       string
	head, body string
}

// wholeForm leaves every file whole.
var wholeForm = form{name: "files", cut: func(_ *testing.T, f realFile) []piece {
	return []piece{{name: f.name, head: f.content}}
}}

// lineForm cuts a table into its lines, below the header that each file repeats.
var lineForm = form{name: "lines", cut: func(t *testing.T, f realFile) []piece {
	head, rest, _ := strings.Cut(f.content, "\n")
	pieces := []piece{{name: f.name, head: head + "\n"}}[:0]
	for line := range strings.Lines(rest) {
		if strings.Count(line, `"`)%2 != 0 {
			t.Fatalf("%s: a value goes on in the next line, so that lines are no records", f.name)
		}
		pieces = append(pieces, piece{f.name, head + "\n", strings.TrimRight(line, "\r\n") + "\n"})
	}
	if len(pieces) == 0 {
		return wholeForm.cut(t, f)
	}
	return pieces
}}

// resourceForm makes every resource a line of its own. What lies in a Bundle stays the one
// entry of a Bundle, on one line, since an entry may be named by its Bundle only.
var resourceForm = form{name: "resources", cut: func(t *testing.T, f realFile) []piece {
	var pieces []piece
	for d := json.NewDecoder(strings.NewReader(f.content)); ; {
		var document json.RawMessage
		if err := d.Decode(&document); errors.Is(err, io.EOF) {
			return pieces
		} else if err != nil {
			return wholeForm.cut(t, f)
		}
		for _, line := range resources(t, document) {
			pieces = append(pieces, piece{name: "dealt.ndjson", body: line})
		}
	}
}}

// resources takes a document apart.
func resources(t *testing.T, document []byte) (lines []string) {
	t.Helper()
	var bundle struct {
		ResourceType string
		Entry        []json.RawMessage
	}
	if err := json.Unmarshal(document, &bundle); err != nil {
		t.Fatal(err)
	}
	if bundle.ResourceType != "Bundle" {
		return []string{onOneLine(t, document)}
	}
	for _, entry := range bundle.Entry {
		lines = append(lines, onOneLine(t, fmt.Appendf(nil, `{"resourceType": "Bundle", "entry": [%s]}`, entry)))
	}
	return lines
}

func onOneLine(t *testing.T, document []byte) string {
	t.Helper()
	var line bytes.Buffer
	if err := json.Compact(&line, document); err != nil {
		t.Fatal(err)
	}
	return line.String() + "\n"
}

// messageForm cuts files into HL7 v2 messages, with remarks that stand between them, and
// makes plain files and batches of them.
var messageForm = form{
	name: "messages",
	cut: func(_ *testing.T, f realFile) (pieces []piece) {
		starts := startOfMessage.FindAllStringIndex(f.content, -1)
		for i, at := range starts {
			end := len(f.content)
			if i+1 < len(starts) {
				end = starts[i+1][0]
			}
			pieces = append(pieces, piece{name: "dealt.hl7", body: strings.Trim(f.content[at[0]:end], "\r\n") + "\r"})
		}
		return pieces
	},
	bind: func(bodies [][]byte, dice *rand.Rand) []byte {
		plain := bytes.Join(bodies, nil)
		if dice.IntN(2) == 0 {
			return plain
		}
		return fmt.Appendf(nil, "FHS|^~\\&|DEALT\rBHS|^~\\&|DEALT\r%sBTS|%d\rFTS|1\r", plain, len(bodies))
	},
}

// startOfMessage is where a message begins, at the beginning of a line.
var startOfMessage = regexp.MustCompile(`(?m)(?:^|\r)\x{feff}?\x0b?MSH[^A-Za-z0-9 ]`)
