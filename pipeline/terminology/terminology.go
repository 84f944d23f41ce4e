// Package terminology reads the files by which publishers say what codes mean: the order
// files of ICD-10-CM and ICD-10-PCS, titles of ICD-9-CM, lists of codes exempt from POA,
// of the Medicare Code Editor and of sensitive codes, the conversion table, CCSR, lists
// of MS-DRGs, and a site's own tables of groups (standard.md 1.3, 4, 5.5). They are read
// as they are published, from the archives that they come in.
//
// Every kind is known by its first rows; names are asked only for what a file does not
// say itself, which is mostly the year. An archive also has files that add nothing: the
// codes again without their headers, or the changes since the last release, which are
// no release. Those are skipped by what they are; a file on its own that is not known
// is refused.
//
// A release is loaded whole, so that an addendum is never applied: it would have to be
// read after the release that it changes, and CMS publishes every release whole.
package terminology

import (
	"bytes"
	"context"
	"path"
	"slices"
	"strings"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
	"chartline/pipeline/source/inbox"
	"chartline/pipeline/terminology/change"
	"chartline/pipeline/terminology/drg"
	"chartline/pipeline/terminology/edition"
	"chartline/pipeline/terminology/grouping"
	"chartline/pipeline/terminology/list"
	"chartline/pipeline/terminology/sheet"
)

// Source is the format "terminology".
type Source struct{}

// Name is the format's name in the configuration.
func (Source) Name() string { return "terminology" }

// Settings are none: the files are as they are published.
func (Source) Settings() source.Settings {
	return source.Settings{About: "files of CMS, NCHS and AHRQ that say what codes mean, as they are published"}
}

// sheets are the kinds of tables, each known by a header of its own.
var sheets = slices.Concat(list.Kinds, change.Kinds, drg.Kinds, grouping.Kinds)

// Inputs lists texts and workbooks, those of older editions first: a release then stands
// in the store before the one that follows it.
func (Source) Inputs(spec source.Spec) ([]source.Input, error) {
	inputs, err := inbox.Find(spec, func(name string) bool {
		return slices.Contains([]string{".txt", ".csv", ".tsv", ".xlsx"}, path.Ext(name))
	})
	slices.SortStableFunc(inputs, func(a, b source.Input) int {
		return int(edition.Order(edition.Names(a)) - edition.Order(edition.Names(b)))
	})
	return inputs, err
}

// bookNames are words in the names of workbooks that are read: how a workbook begins
// says nothing of what is in it.
var bookNames = []string{"conversion", "table 5", "table_5", "table-5", "table5", "ccsr"}

// Recognises reports whether a file is one that is read.
func (Source) Recognises(name string, head []byte) bool {
	if strings.HasSuffix(name, ".xlsx") {
		return bytes.HasPrefix(head, []byte("PK\x03\x04")) &&
			slices.ContainsFunc(bookNames, func(word string) bool { return strings.Contains(name, word) })
	}
	parts := strings.Split(name, "/")
	slices.Reverse(parts)
	return kindOf(parts, head) != nil
}

// Maps says where the columns come from that a file of this kind fills.
func (Source) Maps(in source.Input) ([]source.Mapping, error) {
	ctx := context.Background()
	if sheet.IsBook(in) {
		return mapsOfBook(ctx, in)
	}
	file, err := inbox.Open(ctx, in)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	head, err := file.Peek(source.HeadBytes)
	if err != nil {
		return nil, err
	}
	k := kindOf(edition.Names(in), head)
	if k == nil {
		return nil, unknown(in)
	}
	return k.maps, nil
}

// Read emits what one file says.
func (Source) Read(ctx context.Context, in source.Input, out source.Sink) error {
	if sheet.IsBook(in) {
		return readBook(ctx, in, out)
	}
	file, err := inbox.Open(ctx, in)
	if err != nil {
		return err
	}
	defer file.Close()
	head, err := file.Peek(source.HeadBytes)
	if err != nil {
		return err
	}
	names := edition.Names(in)
	k := kindOf(names, head)
	switch {
	case k != nil:
		return k.read(ctx, text{place: in.Place(), names: names, from: file}, out)
	case isUTF16(head):
		return fault.New(fault.Input, in.Place(), "a text in UTF-16", "save it as UTF-8, or download it again")
	case in.Member != "" && isText(head):
		return out.Skip("file of another kind", 1)
	default:
		return unknown(in)
	}
}

func unknown(in source.Input) error {
	return fault.New(fault.Input, in.Place(), "not a file of codes that is known, by its first rows and its name",
		"see docs/sources.md for the files that are read, and keep the names under which they are published")
}
