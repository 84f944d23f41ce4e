package lettering

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/sfnt"
)

// What a font cannot be embedded for, in words for the site that named it.
var (
	errOutlines = errors.New("has PostScript outlines; name its TrueType edition, which ends in .ttf")
	errNoFont   = errors.New("is no TrueType font")
	errBroken   = errors.New("is broken: its tables cannot be read")
	errName     = errors.New("has a table of names in a format that cannot be embedded; convert it with a font editor")
	errForbids  = errors.New("forbids that documents embed it, or only the letters that they use; choose one that permits both")
)

// Read reads a TrueType font, or the first one of a collection, and makes sure that a PDF can embed the letters that it uses. Whether its
// licence permits that is for the site to know, but a font that says it does not is refused. Errors are
// for people and begin after the name of the file.
func Read(ttf []byte) (*Typeface, error) {
	ttf, err := single(ttf)
	if err != nil {
		return nil, err
	}
	tables, err := tablesOf(ttf, 0)
	if err != nil {
		return nil, err
	}
	if format := binary.BigEndian.Uint16(tables["name"]); format != 0 {
		return nil, errName
	}
	// Bit 1 of fsType alone is a restricted licence, bit 8 forbids subsets, bit 9 outlines (OpenType, OS/2).
	if rights := binary.BigEndian.Uint16(tables["OS/2"][8:]); rights == 0x0002 || rights&0x0300 != 0 {
		return nil, errForbids
	}
	font, err := sfnt.Parse(ttf)
	if err != nil || !embeds(ttf) {
		return nil, errBroken
	}
	return numbered(&Typeface{Digest: digest(ttf), TTF: ttf, Font: font}), nil
}

// required are the tables that fpdf reads, with the least of bytes that it takes for granted.
var required = map[string]int{"head": 54, "hhea": 36, "maxp": 6, "hmtx": 4, "cmap": 12, "loca": 4, "glyf": 0, "name": 6, "post": 32, "OS/2": 78}

// The sizes of a font's head and of a row in its directory of tables (OpenType, "Font File").
const (
	fontHead = 12
	tableRow = 16
)

// tablesOf cuts a font that begins somewhere in a file into its tables.
func tablesOf(file []byte, at int) (map[string][]byte, error) {
	if at < 0 || at+fontHead > len(file) {
		return nil, errNoFont
	}
	switch string(file[at : at+4]) {
	case "OTTO":
		return nil, errOutlines
	case "\x00\x01\x00\x00", "true":
	default:
		return nil, errNoFont
	}
	tables := map[string][]byte{}
	for i := range int(binary.BigEndian.Uint16(file[at+4:])) {
		row := at + fontHead + tableRow*i
		if row+tableRow > len(file) {
			return nil, errBroken
		}
		from, size := int(binary.BigEndian.Uint32(file[row+8:])), int(binary.BigEndian.Uint32(file[row+12:]))
		if from+size > len(file) {
			return nil, errBroken
		}
		tables[string(file[row:row+4])] = file[from : from+size]
	}
	for _, name := range slices.Sorted(maps.Keys(required)) {
		if table, ok := tables[name]; !ok || len(table) < required[name] {
			return nil, fmt.Errorf("lacks the table %s, without which it cannot be embedded", name)
		}
	}
	return tables, nil
}

// single is a font by itself: the file, or the first font of a collection with its own tables, in
// their alphabetical order, which is that of the directory.
func single(file []byte) ([]byte, error) {
	if len(file) < fontHead+4 || string(file[:4]) != "ttcf" {
		return file, nil
	}
	at := int(binary.BigEndian.Uint32(file[fontHead:]))
	tables, err := tablesOf(file, at)
	if err != nil {
		return nil, err
	}
	names := slices.Sorted(maps.Keys(tables))
	out := bytes.Clone(file[at : at+fontHead]) // how many tables there are, and how to search among them
	from := fontHead + tableRow*len(names)
	for _, name := range names {
		out = append(out, name...)
		out = binary.BigEndian.AppendUint32(out, 0) // a sum that no reader here asks for
		out = binary.BigEndian.AppendUint32(out, uint32(from))
		out = binary.BigEndian.AppendUint32(out, uint32(len(tables[name])))
		from += (len(tables[name]) + 3) &^ 3
	}
	for _, name := range names {
		out = append(out, tables[name]...)
		out = append(out, make([]byte, -len(tables[name])&3)...)
	}
	return out, nil
}

// embeds tries the font in a PDF of its own. fpdf reads past the end of what it does not expect.
func embeds(ttf []byte) (ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	pdf := fpdf.New("P", "pt", "Letter", "")
	pdf.AddPage()
	pdf.AddUTF8FontFromBytes("tried", "", ttf)
	pdf.SetFont("tried", "", 10)
	pdf.Text(20, 20, "Aa")
	return pdf.Output(io.Discard) == nil
}
