package theme

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chartline/pipeline/fault"
)

// picture is an image of one colour, or of none that repeat.
func picture(width, height int, noisy bool) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, width, height))
	chance := rand.New(rand.NewPCG(1, 2))
	for i := range img.Pix {
		img.Pix[i] = 0x80
		if noisy {
			img.Pix[i] = uint8(chance.Uint32())
		}
	}
	return img
}

func asPNG(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asJPEG(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withLogo is a site whose theme names a file and, unless it is nil, has it.
func withLogo(t *testing.T, name string, content []byte) string {
	t.Helper()
	folder := site(t, "organisation: Plum Valley Health\nlogo: "+name+"\n")
	if content != nil {
		if err := os.WriteFile(filepath.Join(folder, "theme", name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

func TestALogoIsDrawnAnew(t *testing.T) {
	small := picture(300, 60, false)
	for name, content := range map[string][]byte{"logo.png": asPNG(t, small), "logo.jpg": asJPEG(t, small)} {
		got, err := Load(withLogo(t, name, append(content, "<script>kept nowhere</script>"...)))
		if err != nil {
			t.Fatal(err)
		}
		logo := got.Mark()
		if logo == nil || logo.Width != 300 || logo.Height != 60 || bytes.Contains(logo.PNG, []byte("script")) {
			t.Fatalf("%s is %+v", name, logo)
		}
		again, err := Load(withLogo(t, name, content))
		if err != nil || !bytes.Equal(again.Logo.PNG, logo.PNG) {
			t.Errorf("%s: another reading differs: %v", name, err)
		}
		read, err := png.Decode(bytes.NewReader(logo.PNG))
		if err != nil || name == "logo.png" && color.NRGBAModel.Convert(read.At(9, 9)) != small.At(9, 9) {
			t.Errorf("%s is another picture: %v", name, err)
		}
		if w, h := logo.Fit(100, 30); w != 100 || h != 20 {
			t.Errorf("in a box of 100 by 30 it is %v by %v", w, h)
		}
	}
}

func TestABadLogoIsRefused(t *testing.T) {
	whole := asPNG(t, picture(300, 60, false))
	for name, c := range map[string]struct {
		file    string
		content []byte
		want    string
	}{
		"missing":       {"logo.png", nil, "theme.yaml:2: logo"},
		"elsewhere":     {"../logo.png", nil, "theme.yaml:2: logo \"../logo.png\" lies outside the folder of the theme"},
		"broken":        {"logo.png", whole[:len(whole)/2], "logo.png: is broken: its picture cannot be read as png"},
		"a drawing":     {"logo.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>`), "is neither a PNG nor a JPEG; export the logo as a PNG; SVG is not taken"},
		"empty":         {"logo.png", []byte{}, "is neither a PNG nor a JPEG"},
		"huge":          {"logo.png", asPNG(t, image.NewPaletted(image.Rect(0, 0, 10_000, 10_000), color.Palette{color.White})), "is 10000 by 10000 pixels, and at most 1600 a side are taken; export it smaller"},
		"tiny":          {"logo.png", asPNG(t, picture(60, 12, false)), "is 12 pixels high, and blurred in print below 48"},
		"long":          {"logo.png", asPNG(t, picture(1200, 60, false)), "too long for the head of a page"},
		"heavy":         {"logo.png", asPNG(t, picture(600, 300, true)), "kB of each document, and at most 300 are taken"},
		"a large file":  {"logo.png", append(whole, make([]byte, logoFile)...), "theme.yaml:2: logo"},
		"of no company": {"", nil, "theme.yaml:1: a logo needs a text for readers who do not see it; add organisation:"},
	} {
		t.Run(name, func(t *testing.T) {
			folder := ""
			if c.file == "" {
				folder = site(t, "logo: logo.png\n")
			} else {
				folder = withLogo(t, c.file, c.content)
			}
			_, err := Load(folder)
			if fault.KindOf(err) != fault.Config || !strings.Contains(err.Error(), c.want) {
				t.Errorf("refused as %v, and not as %s", err, c.want)
			}
		})
	}
}
