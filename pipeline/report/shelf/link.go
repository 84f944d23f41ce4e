package shelf

import (
	"net/url"
	"slices"
	"strings"

	"chartline/pipeline/language"
)

// Link is a file or folder of an edition, from where index.html stands.
type Link struct {
	Label  string
	Target string
}

// formats are the files that an edition has one of, in the order in which they are offered.
var formats = []struct{ ending, label string }{
	{".html", "HTML"}, {".pdf", "PDF"}, {tagged, "Tagged PDF"}, {".xlsx", "Excel"},
}

// tagged is how the PDF for screen readers ends.
const tagged = ".tagged.pdf"

// parts are the folders of an edition.
var parts = []struct{ folder, label string }{
	{"figures", "Figures"}, {"tables", "CSV tables"}, {"bundle", "SQL"},
}

// links are the formats of an edition. Where there are several files of a format, as in a report
// that is made for each coder, its folder stands for them.
func (e Edition) links(l *language.Language) []Link {
	var list []Link
	for _, f := range formats {
		switch names := e.named(f.ending); len(names) {
		case 0:
		case 1:
			list = append(list, Link{l.Text(f.label), e.target(names[0])})
		default:
			list = append(list, Link{l.Say("%d %s {[1]file|files}", len(names), f.label), e.target("")})
		}
	}
	for _, p := range parts {
		if slices.ContainsFunc(e.fileNames(), func(name string) bool { return strings.HasPrefix(name, p.folder+"/") }) {
			list = append(list, Link{l.Text(p.label), e.target(p.folder + "/")})
		}
	}
	return append(list, Link{l.Text("Manifest"), e.target(manifestName)})
}

// Links are the files and folders of an edition that readers are offered.
func (e Edition) Links() []Link { return e.links(nil) }

// page is where the title of an edition leads to: its page, or its first file.
func (e Edition) page() string { return e.links(nil)[0].Target }

// named lists the files of an edition with an ending, in no folder of their own.
func (e Edition) named(ending string) []string {
	return slices.DeleteFunc(e.fileNames(), func(name string) bool {
		other := ending != tagged && strings.HasSuffix(name, tagged)
		return !strings.HasSuffix(name, ending) || other || strings.Contains(name, "/")
	})
}

func (e Edition) fileNames() []string {
	var names []string
	for name := range e.Files {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// target is a name as a relative address. The dot at its head keeps a colon in a name from
// making the part before it a protocol.
func (e Edition) target(name string) string {
	segments := strings.Split(e.Folder+"/"+name, "/")
	for i, s := range segments {
		segments[i] = url.PathEscape(s)
	}
	return "./" + strings.Join(segments, "/")
}
