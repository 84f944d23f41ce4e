package terminology

import (
	"context"

	"chartline/pipeline/source"
	"chartline/pipeline/terminology/edition"
	"chartline/pipeline/terminology/sheet"
)

// eachSheet finds the kind of every sheet of a workbook; it is nil for a sheet of another.
func eachSheet(ctx context.Context, in source.Input, each func(s *sheet.Sheet, k *sheet.Kind, h sheet.Header, p sheet.Publication) error) error {
	book, err := sheet.OpenBook(ctx, in)
	if err != nil {
		return err
	}
	defer book.Close()
	for _, name := range book.Sheets() {
		s, err := book.Sheet(name)
		if err != nil {
			return err
		}
		p := sheet.Publication{Place: in.Place(), Names: edition.Names(in)}
		k, h, err := sheet.Find(s, &p, sheets)
		if err == nil {
			err = each(s, k, h, p)
		}
		s.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

// readBook reads every sheet that is of a known kind.
func readBook(ctx context.Context, in source.Input, out source.Sink) error {
	var others int64
	known := false
	err := eachSheet(ctx, in, func(s *sheet.Sheet, k *sheet.Kind, h sheet.Header, p sheet.Publication) error {
		if k == nil {
			others++
			return nil
		}
		known = true
		return sheet.Read(ctx, s, k, h, p, out)
	})
	switch {
	case err != nil:
		return err
	case !known && in.Member == "":
		return unknown(in)
	case others > 0:
		return out.Skip("sheet of another kind", others)
	}
	return nil
}

// mapsOfBook lists what the sheets fill.
func mapsOfBook(ctx context.Context, in source.Input) ([]source.Mapping, error) {
	var maps []source.Mapping
	err := eachSheet(ctx, in, func(_ *sheet.Sheet, k *sheet.Kind, _ sheet.Header, _ sheet.Publication) error {
		if k != nil {
			maps = append(maps, k.Maps...)
		}
		return nil
	})
	if err == nil && len(maps) == 0 {
		err = unknown(in)
	}
	return maps, err
}
