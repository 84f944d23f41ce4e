package theme

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/draw"
	_ "image/jpeg" // one of the two formats of logos
	"image/png"
	"path/filepath"
	"slices"

	"chartline/pipeline/fault"
)

// What a logo may be: large enough to be sharp in print, and small enough for every file to be mailed.
const (
	leastLogo  = 48      // pixels of its height
	mostLogo   = 1600    // pixels of a side
	widest     = 10      // times as wide as it is high
	logoFile   = 2 << 20 // bytes of the file
	logoWeight = 300_000 // bytes of it in each document
)

// Logo is a picture at the head of documents.
type Logo struct {
	PNG           []byte // 8 bits a channel, without metadata
	Width, Height int    // in pixels
}

// Fit is the size of a logo within a box, as large as it allows.
func (l *Logo) Fit(width, height float64) (w, h float64) {
	scale := min(width/float64(l.Width), height/float64(l.Height))
	return scale * float64(l.Width), scale * float64(l.Height)
}

// URL is the logo as a page holds it.
func (l *Logo) URL() string {
	return "data:image/png;base64," + base64.StdEncoding.EncodeToString(l.PNG)
}

// readLogo reads the logo that a site names: PNG or JPEG, drawn anew without what else its file
// holds. SVG is not taken, since it can hold scripts and references.
func readLogo(site string, named, organisation row) (*Logo, error) {
	if named.text == "" {
		return nil, nil
	}
	if organisation.text == "" {
		return nil, fault.New(fault.Config, named.where, "a logo needs a text for readers who do not see it", "add organisation: with the name that the logo shows")
	}
	if !filepath.IsLocal(named.text) {
		return nil, fault.Newf(fault.Config, named.where, "put it into that folder and name it alone", "logo %q lies outside the folder of the theme", named.text)
	}
	path := filepath.Join(site, "theme", named.text)
	file, err := readUpTo(path, logoFile)
	if err != nil {
		return nil, fault.Wrap(fault.Config, err, named.where, "logo "+path+" cannot be read", "name a PNG or JPEG of at most 2 MB that is there")
	}
	size, format, err := image.DecodeConfig(bytes.NewReader(file))
	if err != nil {
		return nil, fault.New(fault.Config, path, "is neither a PNG nor a JPEG", "export the logo as a PNG; SVG is not taken, since it can hold scripts and references")
	}
	if err := fits(path, size.Width, size.Height); err != nil {
		return nil, err
	}
	picture, _, err := image.Decode(bytes.NewReader(file))
	if err != nil {
		return nil, fault.New(fault.Config, path, "is broken: its picture cannot be read as "+format, "export the logo anew")
	}
	return redrawn(path, picture)
}

// fits refuses a logo by its size alone, before it takes any memory.
func fits(path string, width, height int) error {
	switch {
	case max(width, height) > mostLogo:
		return fault.Newf(fault.Config, path, "export it smaller; 600 pixels of width are enough", "is %d by %d pixels, and at most %d a side are taken", width, height, mostLogo)
	case height < leastLogo:
		return fault.Newf(fault.Config, path, "export it larger", "is %d pixels high, and blurred in print below %d", height, leastLogo)
	case width > widest*height || height > 2*width:
		return fault.Newf(fault.Config, path, "cut it between 1 by 2 and 10 by 1", "is %d by %d pixels, too long for the head of a page", width, height)
	}
	return nil
}

// redrawn writes a picture as a plain PNG.
func redrawn(path string, picture image.Image) (*Logo, error) {
	flat := image.NewNRGBA(image.Rect(0, 0, picture.Bounds().Dx(), picture.Bounds().Dy()))
	draw.Draw(flat, flat.Bounds(), picture, picture.Bounds().Min, draw.Src)
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&out, flat); err != nil {
		return nil, fault.Wrap(fault.Internal, err, path, "cannot be drawn", "")
	}
	if out.Len() > logoWeight {
		return nil, fault.Newf(fault.Config, path, "export it smaller or with fewer colours", "takes %d kB of each document, and at most %d are taken", out.Len()/1000, logoWeight/1000)
	}
	return &Logo{PNG: slices.Clip(out.Bytes()), Width: flat.Rect.Dx(), Height: flat.Rect.Dy()}, nil
}
