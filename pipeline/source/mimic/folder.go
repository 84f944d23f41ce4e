package mimic

import (
	"path"
	"path/filepath"
	"slices"
	"strings"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
	"chartline/pipeline/source/inbox"
)

// Inputs lists the tables in a folder or an archive of MIMIC-IV, or in the folder hosp
// inside it, parents before children. A folder without its main tables is refused; a
// file or a pattern means what it names.
func (Source) Inputs(spec source.Spec) ([]source.Input, error) {
	found, err := inbox.Find(spec, func(name string) bool { return indexOf(name) >= 0 })
	if err != nil {
		return nil, err
	}
	byTable := make([]*source.Input, len(tables))
	for i := range found {
		at := indexOf(inbox.Unpacked(found[i].Place()))
		if at < 0 {
			return nil, errNoTable(found[i])
		}
		if byTable[at] != nil {
			return nil, errTwice(*byTable[at], found[i])
		}
		byTable[at] = &found[i]
	}
	var inputs []source.Input
	for i, in := range byTable {
		switch {
		case in != nil:
			inputs = append(inputs, *in)
		case !tables[i].optional && isWhole(spec, found):
			return nil, errMissing(spec.Path, tables[i].file)
		}
	}
	return inputs, nil
}

// isWhole reports whether the path names a folder or an archive, of which all is meant.
func isWhole(spec source.Spec, found []source.Input) bool {
	return found[0].Path != spec.Path && !strings.ContainsAny(spec.Path, "*?[") || found[0].Member != ""
}

// tableOf finds the table of an input by its name.
func tableOf(in source.Input) (table, error) {
	at := indexOf(inbox.Unpacked(in.Place()))
	if at < 0 {
		return table{}, errNoTable(in)
	}
	return tables[at], nil
}

// indexOf is the place among the tables of that of a file, by its name in lower case
// without the extension of its packing; -1 where it is none.
func indexOf(name string) int {
	return slices.IndexFunc(tables, func(t table) bool { return path.Base(name) == t.file+".csv" })
}

// beside finds the file of another table in the folder of an input.
func beside(in source.Input, file string) (source.Input, error) {
	spec, folder := in.Spec, "."
	spec.Path = filepath.Dir(in.Path)
	if in.Member != "" {
		spec.Path, folder = in.Path, path.Dir(inbox.Unpacked(in.Member))
	}
	found, err := inbox.Find(spec, func(name string) bool { return name == path.Join(folder, file+".csv") })
	found = slices.DeleteFunc(found, func(other source.Input) bool { return (other.Member == "") != (in.Member == "") })
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return source.Input{}, errTwice(found[0], found[1])
	case err != nil && fault.KindOf(err) != fault.Input:
		return source.Input{}, err
	default:
		return source.Input{}, errMissing(filepath.Dir(in.Place()), file)
	}
}

func errNoTable(in source.Input) error {
	return fault.New(fault.Input, in.Place(), "not a table of mimic-iv that is read", "keep the names of the files of MIMIC-IV")
}

// errTwice refuses two files of one table, since one of them would silently win.
func errTwice(one, other source.Input) error {
	return fault.New(fault.Input, other.Place(), "the table is there twice, also as "+one.Place(), "remove one of them")
}

func errMissing(folder, file string) error {
	return fault.New(fault.Input, folder, "no file "+file+".csv or "+file+".csv.gz", "copy it there from the folder hosp of MIMIC-IV")
}
