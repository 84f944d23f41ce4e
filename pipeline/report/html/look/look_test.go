package look

import (
	"strings"
	"testing"

	"chartline/pipeline/report"
)

// A sensitivity or a title cannot end its string, its style or the page.
func TestHostileTextStaysInItsString(t *testing.T) {
	for _, text := range []string{`"; } body { display: none; } @x "`, "</style><script>", "a\nb\\", "\x00\xff"} {
		style := New(nil, report.Letter, nil, text, text).style
		tail := style[strings.Index(style, "@page { size:"):]
		for _, bad := range []string{"</", "display:", "\\\n", "\x00"} {
			if strings.Contains(tail, bad) {
				t.Errorf("%q leaves %q in the style", text, bad)
			}
		}
		if n := strings.Count(tail, `"`); n != 10 {
			t.Errorf("%q gives %d quotation marks, want 10", text, n)
		}
	}
}

// An escape takes the space after it (CSS Syntax 4.3.7), so that each brings one of its own.
func TestEscapesKeepTheSpacesOfTheText(t *testing.T) {
	if got, want := cssString("Internal – not, 7\u00a0d"), `"Internal \2013  not\2c  7\a0 d"`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestPaper(t *testing.T) {
	for paper, want := range map[report.Paper]string{"": "size: letter;", report.Letter: "size: letter;", report.A4: "size: a4;"} {
		if style := New(nil, paper, nil, "", "").style; !strings.Contains(style, want) {
			t.Errorf("paper %q does not give %s", paper, want)
		}
	}
}
