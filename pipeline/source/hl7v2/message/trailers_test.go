package message

import (
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"chartline/pipeline/fault"
)

// TestTrailers counts what trailers count. Each file is read in whole and byte by byte.
func TestTrailers(t *testing.T) {
	const fhs, bhs, msh = "FHS|^~\\&|A\r", "BHS|^~\\&|A\r", "MSH|^~\\&|A\rPID|1\r"
	for name, c := range map[string]struct {
		file string
		want string // of the message; empty for a sound file
	}{
		"messages only":              {msh + msh, ""},
		"a batch":                    {bhs + msh + msh + "BTS|2\r", ""},
		"a batch of LF":              {strings.ReplaceAll(bhs+msh+msh+"BTS|2\r", "\r", "\n"), ""},
		"a batch of CRLF":            {strings.ReplaceAll(bhs+msh+msh+"BTS|2\r", "\r", "\r\n"), ""},
		"an empty batch":             {bhs + "BTS|0\r", ""},
		"a file of batches":          {fhs + bhs + msh + "BTS|1\r" + bhs + msh + msh + "BTS|2\rFTS|2\r", ""},
		"a file without batches":     {fhs + msh + msh + "FTS|1\r", ""},
		"trailers that say nothing":  {fhs + bhs + msh + "BTS\rFTS|\r", ""},
		"a trailer without its end":  {bhs + msh + "BTS|1", ""},
		"a comment behind the count": {bhs + msh + "BTS|1|end of " + strings.Repeat("x", 100) + "\r", ""},
		"other delimiters":           {"BHS^~|\\&^A\r" + "MSH^~|\\&^A\r" + "BTS^1\r", ""},
		"files one after another":    {bhs + msh + "BTS|1\r" + msh + bhs + msh + "BTS|1\r", ""},
		"a byte order mark":          {"\ufeff" + bhs + "\ufeff" + msh + "BTS|1\r", ""},
		"frames":                     {"\x0b" + msh + "\x1c\r\x0b" + msh + "\x1c\r", ""},
		"a frame within a line":      {"\x0bMSH|^~\\&|A\x1c\r", ""},

		"too few messages":       {bhs + msh + "BTS|2\r", "fewer messages than its batch says in BTS-1"},
		"too many messages":      {bhs + msh + msh + "BTS|1\r", "more messages than its batch says in BTS-1"},
		"too few in the second":  {bhs + msh + "BTS|1\r" + bhs + msh + "BTS|5\r", "fewer messages than its batch says in BTS-1"},
		"too few batches":        {fhs + bhs + msh + "BTS|1\rFTS|2\r", "fewer batches than the file says in FTS-1"},
		"too many batches":       {fhs + bhs + "BTS|0\r" + bhs + "BTS|0\rFTS|1\r", "more batches than the file says in FTS-1"},
		"a batch without an end": {bhs + msh + msh, "a batch (BHS) has no trailer (BTS): the file breaks off"},
		"a file without an end":  {fhs + bhs + msh + "BTS|1\r", "the file header (FHS) has no trailer (FTS): the file breaks off"},
		"a frame without an end": {"\x0b" + msh + "\x1c\r\x0b" + msh, "the last message has no end of its frame: the file breaks off"},
	} {
		t.Run(name, func(t *testing.T) {
			for how, from := range map[string]io.Reader{
				"whole":        strings.NewReader(c.file),
				"byte by byte": iotest.OneByteReader(strings.NewReader(c.file)),
				"data and end": iotest.DataErrReader(strings.NewReader(c.file)),
			} {
				got, err := io.ReadAll(NewTrailers(from, "feed.hl7"))
				if c.want == "" {
					if err != nil || string(got) != c.file {
						t.Errorf("%s: %v, %d bytes of %d", how, err, len(got), len(c.file))
					}
					continue
				}
				if fault.KindOf(err) != fault.Input || !strings.Contains(err.Error(), "feed.hl7: "+c.want+"; ") {
					t.Errorf("%s: %v, want %q", how, err, c.want)
				}
			}
		})
	}
}
