package omop

import (
	"fmt"
	"os"
	"path"
	"slices"
	"sort"
	"strings"
	"time"

	"chartline/pipeline/source"
	"chartline/pipeline/source/database/sqldb"
	"chartline/pipeline/source/delimited"
	"chartline/pipeline/source/inbox"
)

// find lists the files of some tables under the path.
func find(spec source.Spec, wanted func(t cdm) bool) ([]source.Input, error) {
	inputs, err := inbox.Find(spec, func(name string) bool {
		t, ok := tableOf(name)
		return ok && wanted(t)
	})
	sort.SliceStable(inputs, func(i, j int) bool { return rank(inputs[i]) < rank(inputs[j]) })
	return inputs, err
}

// tableFor finds the table of an input.
func tableFor(in source.Input) (cdm, bool) {
	switch {
	case in.Remote:
		return tableNamed(in.Path[strings.LastIndex(in.Path, " ")+1:])
	case in.Member != "":
		return tableOf(inbox.Unpacked(in.Member))
	}
	return tableOf(inbox.Unpacked(in.Path))
}

// nameOf is the name of the table of an input, or "".
func nameOf(in source.Input) string {
	t, _ := tableFor(in)
	return t.name
}

func rank(in source.Input) int {
	name := nameOf(in)
	return slices.IndexFunc(tables, func(t cdm) bool { return t.name == name })
}

// tableOf finds the table of a file by its name, such as PERSON.csv, cdm_person.csv,
// person_01.parquet or person/part-0001.parquet, given in lower case.
func tableOf(name string) (cdm, bool) {
	base := path.Base(name)
	stem, extension, _ := strings.Cut(base, ".")
	if !slices.Contains([]string{"csv", "tsv", "txt", "tab", "parquet", "pq"}, path.Base(strings.ReplaceAll(extension, ".", "/"))) {
		return cdm{}, false
	}
	if t, ok := tableNamed(stem); ok {
		return t, true
	}
	folder, _, _ := strings.Cut(path.Base(path.Dir(name)), ".")
	return tableNamed(folder)
}

// tableNamed finds the table of a name, which may have a prefix of those in use and a number.
func tableNamed(stem string) (cdm, bool) {
	for _, prefix := range []string{"cdm_", "omop_", "2b_"} {
		stem = strings.TrimPrefix(stem, prefix)
	}
	for _, t := range tables {
		rest, ok := strings.CutPrefix(stem, t.name)
		if ok && strings.Trim(strings.ReplaceAll(rest, "part", ""), "-_0123456789") == "" {
			return t, true
		}
	}
	return cdm{}, false
}

// besides lists the inputs of a table that is read beside others, and what tells their
// state: of files their sizes and times, of a server's vocabularies the hour, and of its
// other tables the moment. There is none where it is named nowhere.
func besides(spec source.Spec, name string) (inputs []source.Input, state string) {
	state = strings.Join([]string{spec.Path, spec.Option(delimited.Encoding), spec.Option(schemaName), spec.Option(vocabularySchema)}, "\n")
	if isServer(spec.Path) {
		now := time.Now()
		if name == "concept" {
			now = now.Truncate(time.Hour)
		}
		target, _ := sqldb.Look(spec.Path) // as when the inputs were listed
		return []source.Input{{Path: target.Name + tableWord + name, Remote: true, Spec: spec}}, state + now.String()
	}
	inputs, err := find(spec, func(t cdm) bool { return t.name == name })
	if err != nil {
		return nil, "" // no such file: that there are others was seen before
	}
	inputs = slices.DeleteFunc(inputs, func(in source.Input) bool { return nameOf(in) != name })
	for _, in := range inputs {
		info, err := os.Stat(in.Path)
		if err != nil {
			return nil, ""
		}
		state += fmt.Sprint("\n", in.Place(), in.Bytes, info.ModTime())
	}
	return inputs, state
}
