package terminology

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"regexp"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
	"chartline/pipeline/terminology/order"
	"chartline/pipeline/terminology/sheet"
	"chartline/pipeline/terminology/titles"
)

// text is an open text.
type text struct {
	place string
	names []string // as package edition gives them
	from  io.Reader
}

// kind is a kind of text.
type kind struct {
	maps  []source.Mapping
	knows func(names []string, head []byte) bool
	read  func(ctx context.Context, t text, out source.Sink) error
}

// texts are the kinds in fixed columns, asked in this order.
var texts = []kind{
	{
		maps:  order.Maps,
		knows: func(_ []string, head []byte) bool { return order.Knows(head) },
		read: func(ctx context.Context, t text, out source.Sink) error {
			return order.Read(ctx, t.place, t.names, t.from, out)
		},
	},
	skipped("addendum", func(_ []string, head []byte) bool { return addendumLine.Match(head) }),
	skipped("abbreviated title", func(names []string, head []byte) bool {
		return titles.IsAbbreviated(names[0]) && titles.Knows(names[0], head)
	}),
	{
		maps:  titles.Maps,
		knows: func(names []string, head []byte) bool { return titles.Knows(names[0], head) },
		read: func(ctx context.Context, t text, out source.Sink) error {
			return titles.Read(ctx, t.place, t.names[0], t.from, out)
		},
	},
	skipped("code without its order number", func(_ []string, head []byte) bool { return isBare(head) }),
}

var (
	addendumLine = regexp.MustCompile(`\A(?:\s*\r?\n)*(?:Add|Delete|Revise from|Revise to|No change): +`)
	bareCode     = regexp.MustCompile(`^[A-Z0-9]{3,7} *$`)
)

// isBare reports whether two lines have a code in their first seven columns, and a title
// from the ninth on.
func isBare(head []byte) bool {
	lines := bytes.SplitN(head, []byte("\n"), 3)
	if len(lines) < 3 {
		return false
	}
	for _, l := range lines[:2] {
		if len(l) < 9 || !bareCode.Match(l[:8]) || l[7] != ' ' || l[8] == ' ' {
			return false
		}
	}
	return true
}

// skipped is a kind whose lines are counted and left out.
func skipped(what string, knows func(names []string, head []byte) bool) kind {
	return kind{
		maps:  []source.Mapping{{From: what, Note: "left out: the order file of the same release has it"}},
		knows: knows,
		read: func(ctx context.Context, t text, out source.Sink) error {
			lines, err := count(ctx, t)
			if err != nil || lines == 0 {
				return err
			}
			return out.Skip(what, lines)
		},
	}
}

// count counts the lines that are not blank.
func count(ctx context.Context, t text) (lines int64, err error) {
	in := bufio.NewReader(t.from)
	for isBlank := true; ; {
		piece, err := in.ReadSlice('\n')
		if ctx.Err() != nil {
			return 0, fault.Wrap(fault.Interrupted, ctx.Err(), t.place, "stopped", "")
		}
		isBlank = isBlank && len(bytes.TrimSpace(piece)) == 0
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err != nil && !errors.Is(err, io.EOF):
			return 0, err
		case !isBlank:
			lines++
		}
		if err != nil {
			return lines, nil
		}
		isBlank = true
	}
}

// kindOf is the kind of a text, by its names and how it begins; nil for another.
func kindOf(names []string, head []byte) *kind {
	if !isText(head) {
		return nil
	}
	for i := range texts {
		if texts[i].knows(names, head) {
			return &texts[i]
		}
	}
	found, _, err := sheet.Find(sheet.Text(bytes.NewReader(head)), &sheet.Publication{Names: names}, sheets)
	if found == nil || err != nil {
		return nil
	}
	return &kind{maps: found.Maps, read: readSheet}
}

// isText reports whether a file may be a text in a character set that is read.
func isText(head []byte) bool {
	return bytes.IndexByte(head, 0) < 0 && !bytes.HasPrefix(head, []byte("%PDF"))
}

// isUTF16 reports whether a text was saved in UTF-16: by its mark, or by the zeros with
// which that writes every letter of a code.
func isUTF16(head []byte) bool {
	return bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")) ||
		len(head) > 3 && (head[0] == 0 && head[2] == 0 || head[1] == 0 && head[3] == 0)
}

// readSheet reads a text that is a table.
func readSheet(ctx context.Context, t text, out source.Sink) error {
	p := sheet.Publication{Place: t.place, Names: t.names}
	s := sheet.Text(t.from)
	k, h, err := sheet.Find(s, &p, sheets)
	if err != nil {
		return err
	}
	return sheet.Read(ctx, s, k, h, p, out)
}
