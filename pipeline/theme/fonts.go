package theme

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"chartline/pipeline/fault"
	"chartline/pipeline/report/pdf/lettering"
)

// What a site may name for letters that the typefaces of the program do not hold.
const (
	mostFonts = 8
	fontFile  = 32 << 20 // bytes of one; documents hold the letters that they use
)

// fontKey is the key of one of the fonts.
func fontKey(i int) string { return fmt.Sprintf("fonts[%d]", i) }

// fonts are the keys that a theme may have for them.
func fonts() map[string]bool {
	keys := map[string]bool{}
	for i := range mostFonts {
		keys[fontKey(i)] = true
	}
	return keys
}

// readFonts reads the fonts that a site names, in their order.
func readFonts(site string, own map[string]row) ([]*lettering.Typeface, error) {
	var all []*lettering.Typeface
	for i := range mostFonts {
		named, ok := own[fontKey(i)]
		if !ok {
			break
		}
		one, err := readFont(site, named)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// readFont reads a TrueType font in the folder of the theme.
func readFont(site string, named row) (*lettering.Typeface, error) {
	if !filepath.IsLocal(named.text) {
		return nil, fault.Newf(fault.Config, named.where, "put it into that folder and name it alone", "font %q lies outside the folder of the theme", named.text)
	}
	path := filepath.Join(site, "theme", named.text)
	file, err := readUpTo(path, fontFile)
	if err != nil {
		return nil, fault.Wrap(fault.Config, err, named.where, "font "+path+" cannot be read", "name a TrueType font of at most 32 MB that is there")
	}
	one, err := lettering.Read(file)
	if err != nil {
		return nil, fault.New(fault.Config, named.where, "font "+path+" "+err.Error(), "see docs/reports.md")
	}
	return one, nil
}

// readUpTo reads a regular file that is not too large.
func readUpTo(path string, most int64) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > most {
		return nil, fs.ErrInvalid
	}
	return os.ReadFile(path)
}
