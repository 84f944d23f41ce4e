package language

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/language"

	"chartline/pipeline/fault"
)

// Library holds the catalogues by language. A nil one has the English of the program alone.
type Library struct {
	catalogues map[language.Tag]catalogue
}

// catalogue gives the rows of a language: English text to text.
type catalogue func() (map[string]string, error)

// Load finds the catalogues that come with the program, and reads those of a site's folder of
// reports where site is not empty: wording/es.yaml, or the files of wording/es. A row of the site
// stands above that of the program. A catalogue of the program is read where its language is first
// asked for.
func Load(builtIn fs.FS, site string) (*Library, error) {
	l := &Library{catalogues: map[language.Tag]catalogue{language.English: rowsOf(nil)}}
	names, err := catalogueFiles(builtIn, "reports")
	if err != nil {
		return nil, err
	}
	for tag, files := range names {
		l.catalogues[tag] = sync.OnceValues(func() (map[string]string, error) { return read(builtIn, "reports", files) })
	}
	if site == "" {
		return l, nil
	}
	return l, l.addSite(site)
}

func rowsOf(rows map[string]string) catalogue {
	return func() (map[string]string, error) { return rows, nil }
}

// addSite reads the catalogues of a site at once, so that a mistake in one is told by whatever
// command comes first.
func (l *Library) addSite(site string) error {
	files := os.DirFS(site)
	names, err := catalogueFiles(files, site)
	if err != nil {
		return err
	}
	for tag, own := range names {
		rows, err := read(files, site, own)
		if err != nil {
			return err
		}
		l.catalogues[tag] = l.catalogues[tag].under(rows)
	}
	return nil
}

// under is a catalogue with the rows of a site above its own.
func (c catalogue) under(site map[string]string) catalogue {
	if c == nil {
		return rowsOf(site)
	}
	return sync.OnceValues(func() (map[string]string, error) {
		builtIn, err := c()
		if err != nil {
			return nil, err
		}
		rows := make(map[string]string, len(builtIn)+len(site)) // plain English has no rows, and its map is nil
		maps.Copy(rows, builtIn)
		maps.Copy(rows, site)
		return rows, nil
	})
}

// read reads the catalogue of a language from its files, in which no text has two rows; where
// their folder stands is for messages.
func read(files fs.FS, folder string, names []string) (map[string]string, error) {
	places := map[string]place{}
	for _, name := range names {
		where := filepath.Join(folder, filepath.FromSlash(name))
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fault.Wrap(fault.Config, err, where, "cannot be read", "")
		}
		if err := readCatalogue(text, where, places); err != nil {
			return nil, err
		}
	}
	rows := make(map[string]string, len(places))
	for key, row := range places {
		rows[key] = row.text
	}
	return rows, nil
}

// catalogueFiles finds wording/TAG.yaml and wording/TAG/TOPIC.yaml by language; where the folder
// stands is for messages.
func catalogueFiles(files fs.FS, folder string) (map[language.Tag][]string, error) {
	whole, err := fs.Glob(files, "wording/*.yaml")
	if err != nil {
		return nil, fault.Wrap(fault.Config, err, folder, "cannot be listed", "")
	}
	parts, err := fs.Glob(files, "wording/*/*.yaml")
	if err != nil {
		return nil, fault.Wrap(fault.Config, err, folder, "cannot be listed", "")
	}
	all := map[language.Tag][]string{}
	for _, name := range append(whole, parts...) {
		tag, err := tagOf(name, filepath.Join(folder, filepath.FromSlash(name)))
		if err != nil {
			return nil, err
		}
		all[tag] = append(all[tag], name)
	}
	return all, nil
}

// tagOf takes the language of a catalogue from the name of its file or folder.
func tagOf(name, where string) (language.Tag, error) {
	second := strings.Split(name, "/")[1]
	tag, err := language.Parse(strings.TrimSuffix(second, ".yaml"))
	if err != nil {
		return tag, fault.New(fault.Config, where, "is not named after a language", "call it such as wording/es.yaml or wording/fr-CA.yaml")
	}
	return tag, nil
}

// Get is the language of a BCP 47 tag, such as es-US, with the rows of its catalogue above those
// of the wider languages, such as es. An empty tag is English. It fails with fault.Config where
// there is no catalogue of the language; where the tag stands is for its message.
func (l *Library) Get(tag, where string) (*Language, error) {
	asked, catalogues, err := l.find(tag, where)
	if err != nil {
		return nil, err
	}
	rows := map[string]string{}
	for _, c := range catalogues {
		own, err := c()
		if err != nil {
			return nil, err
		}
		maps.Copy(rows, own)
	}
	return spoken(asked, rows), nil
}

// Check fails as Get does where there is no catalogue of a language, and reads none.
func (l *Library) Check(tag, where string) error {
	_, _, err := l.find(tag, where)
	return err
}

// find finds the catalogues of a tag, the widest first.
func (l *Library) find(tag, where string) (language.Tag, []catalogue, error) {
	if tag == "" {
		tag = language.English.String()
	}
	asked, err := language.Parse(tag)
	if err != nil {
		return asked, nil, l.unknown(tag, where)
	}
	var found []catalogue
	for _, wider := range chain(asked) {
		if c, ok := l.catalogue(wider); ok {
			found = append(found, c)
		}
	}
	if len(found) == 0 {
		return asked, nil, l.unknown(tag, where)
	}
	return asked, found, nil
}

func (l *Library) catalogue(tag language.Tag) (catalogue, bool) {
	if l == nil {
		return rowsOf(nil), tag == language.English
	}
	c, ok := l.catalogues[tag]
	return c, ok
}

// chain is a language after the wider ones that it belongs to.
func chain(tag language.Tag) []language.Tag {
	var all []language.Tag
	for ; tag != language.Und; tag = tag.Parent() {
		all = append(all, tag)
	}
	slices.Reverse(all)
	return all
}

func (l *Library) unknown(tag, where string) error {
	return fault.Newf(fault.Config, where, "use "+strings.Join(l.Tags(), ", ")+" or one of their regions, or add wording/"+tag+".yaml to the site's reports", "no wording in language %q", tag)
}

// IsTag reports whether a text is a BCP 47 tag.
func IsTag(text string) bool {
	_, err := language.Parse(text)
	return err == nil
}

// Tags lists the languages that have a catalogue.
func (l *Library) Tags() []string {
	if l == nil {
		return []string{language.English.String()}
	}
	var all []string
	for tag := range l.catalogues {
		all = append(all, tag.String())
	}
	slices.Sort(all)
	return all
}

// Keys lists every English text that some catalogue has a row for, in their order.
func (l *Library) Keys() ([]string, error) {
	if l == nil {
		return nil, nil
	}
	var all []string
	for _, c := range l.catalogues {
		rows, err := c()
		if err != nil {
			return nil, err
		}
		all = slices.AppendSeq(all, maps.Keys(rows))
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}

// spoken makes a language of its rows.
func spoken(tag language.Tag, rows map[string]string) *Language {
	base, _ := tag.Base()
	l := &Language{tag: tag, base: base, rows: rows, singular: map[string]string{}, plural: map[string]string{}}
	l.decimal, l.group = separatorsOf(tag)
	for key, text := range rows {
		rows[key] = l.separated(text)
		if one := singularOf(key); one != key {
			if word, ok := rows[one]; ok {
				l.singular[text], l.plural[word] = word, text
			}
		}
	}
	if row, ok := rows[longMonths]; ok {
		l.months = strings.Fields(row)
	}
	if row, ok := rows[shortMonths]; ok {
		l.short = strings.Fields(row)
	}
	if row, ok := rows[shortDays]; ok {
		l.days = strings.Fields(row)
	}
	return l
}
