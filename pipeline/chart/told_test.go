package chart_test

import (
	"bytes"
	"hash/crc32"
	"image"
	"image/png"
	"strings"
	"testing"

	"chartline/pipeline/chart"
)

// TestImagesSayTheirMode writes an image through in pieces of every size: it stays an image,
// and has a chunk of text with a sum of its own (PNG, 11.3.3.4).
func TestImagesSayTheirMode(t *testing.T) {
	const said = "Made of a limited data set – ñ"
	var plain bytes.Buffer
	if err := png.Encode(&plain, image.NewGray(image.Rect(0, 0, 9, 7))); err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{1, 8, 32, 33, 34, plain.Len()} {
		var out bytes.Buffer
		w := chart.Told(&out, said)
		for rest := plain.Bytes(); len(rest) > 0; {
			n, err := w.Write(rest[:min(size, len(rest))])
			if err != nil {
				t.Fatal(err)
			}
			rest = rest[n:]
		}
		if got, err := png.Decode(bytes.NewReader(out.Bytes())); err != nil || got.Bounds() != image.Rect(0, 0, 9, 7) {
			t.Errorf("in pieces of %d it is no image: %v", size, err)
		}
		at := strings.Index(out.String(), "iTXtDescription\x00\x00\x00\x00\x00"+said)
		if at < 0 {
			t.Fatalf("in pieces of %d it says nothing", size)
		}
		body := out.Bytes()[at : at+len("iTXtDescription\x00\x00\x00\x00\x00"+said)]
		sum := crc32.ChecksumIEEE(body)
		if after := out.Bytes()[at+len(body):]; !bytes.HasPrefix(after, []byte{byte(sum >> 24), byte(sum >> 16), byte(sum >> 8), byte(sum)}) {
			t.Errorf("in pieces of %d the sum is wrong", size)
		}
	}
}
