package xlsx

import (
	"archive/zip"
	"bytes"
	"cmp"
	"io"
	"slices"
)

// contentTypes is the part of a workbook that readers look for first.
const contentTypes = "[Content_Types].xml"

// inOrder writes the parts of a workbook in the order of their names: excelize takes sheets that
// were written row by row from a map. The parts are copied as they are compressed.
func inOrder(w io.Writer, raw []byte) error {
	in, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return err
	}
	slices.SortFunc(in.File, func(a, b *zip.File) int {
		first := func(f *zip.File) int { return cmp.Compare(f.Name, contentTypes) }
		if first(a) == 0 || first(b) == 0 {
			return first(a)*first(a) - first(b)*first(b)
		}
		return cmp.Compare(a.Name, b.Name)
	})
	out := zip.NewWriter(w)
	for _, part := range in.File {
		if err := out.Copy(part); err != nil {
			return err
		}
	}
	return out.Close()
}
