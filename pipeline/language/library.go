package language

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"chartline/pipeline/fault"
)

// Library holds the catalogues by language. A nil one has the English of the program alone.
type Library struct {
	catalogues map[language.Tag]map[string]string
}

// Load reads the catalogues that come with the program, and those of a site's folder of reports
// where site is not empty: wording/es.yaml, or the files of wording/es. A row of the site stands
// above that of the program.
func Load(builtIn fs.FS, site string) (*Library, error) {
	l := &Library{catalogues: map[language.Tag]map[string]string{language.English: {}}}
	if err := l.add(builtIn, "reports"); err != nil {
		return nil, err
	}
	if site == "" {
		return l, nil
	}
	return l, l.add(os.DirFS(site), site)
}

// add reads the catalogues of a folder; where it stands is for messages.
func (l *Library) add(files fs.FS, folder string) error {
	names, err := catalogueFiles(files)
	if err != nil {
		return fault.Wrap(fault.Config, err, folder, "cannot be listed", "")
	}
	added := map[language.Tag]map[string]place{}
	for _, name := range names {
		where := filepath.Join(folder, filepath.FromSlash(name))
		tag, err := tagOf(name, where)
		if err != nil {
			return err
		}
		if added[tag] == nil {
			added[tag] = map[string]place{}
		}
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return fault.Wrap(fault.Config, err, where, "cannot be read", "")
		}
		if err := readCatalogue(text, where, added[tag]); err != nil {
			return err
		}
	}
	for tag, rows := range added {
		if l.catalogues[tag] == nil {
			l.catalogues[tag] = map[string]string{}
		}
		for key, row := range rows {
			l.catalogues[tag][key] = row.text
		}
	}
	return nil
}

// catalogueFiles lists wording/TAG.yaml and wording/TAG/TOPIC.yaml.
func catalogueFiles(files fs.FS) ([]string, error) {
	whole, err := fs.Glob(files, "wording/*.yaml")
	if err != nil {
		return nil, err
	}
	parts, err := fs.Glob(files, "wording/*/*.yaml")
	return append(whole, parts...), err
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
	if tag == "" {
		tag = language.English.String()
	}
	asked, err := language.Parse(tag)
	if err != nil {
		return nil, l.unknown(tag, where)
	}
	rows, found := map[string]string{}, false
	for _, wider := range chain(asked) {
		catalogue, ok := l.catalogue(wider)
		found = found || ok
		maps.Copy(rows, catalogue)
	}
	if !found {
		return nil, l.unknown(tag, where)
	}
	return spoken(asked, rows), nil
}

func (l *Library) catalogue(tag language.Tag) (map[string]string, bool) {
	if l == nil {
		return nil, tag == language.English
	}
	rows, ok := l.catalogues[tag]
	return rows, ok
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
func (l *Library) Keys() []string {
	if l == nil {
		return nil
	}
	all := map[string]bool{}
	for _, rows := range l.catalogues {
		for key := range rows {
			all[key] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// spoken makes a language of its rows.
func spoken(tag language.Tag, rows map[string]string) *Language {
	base, _ := tag.Base()
	l := &Language{tag: tag, base: base, rows: rows, singular: map[string]string{}, plural: map[string]string{}}
	l.decimal, l.group = separatorsOf(tag)
	for key, text := range rows {
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
