package pipeline

import (
	"slices"

	"chartline/pipeline/language"
	"chartline/pipeline/report"
)

// language is what a report is written in: as asked for, as its specification says, or as the
// configuration does.
func (p *Program) language(spec *report.Spec, r ReportRequest) (*language.Language, error) {
	if r.Language == "" && spec.Language != "" {
		return p.Wording.Get(spec.Language, spec.Where(""))
	}
	return p.Language(r.Language)
}

// Language is that of a tag of the command line, or that of the configuration where it is empty.
func (p *Program) Language(tag string) (*language.Language, error) {
	if tag != "" {
		return p.Wording.Get(tag, "")
	}
	return p.Wording.Get(p.Config.Language, p.Config.Where("language"))
}

// Lacking lists the texts that a language has no row for, each once, in their order: those of some
// reports, and those of the program, which are the keys of the catalogues that it comes with. A
// language that nobody has begun lacks all of them, and English none.
func (p *Program) Lacking(reports []string, tag string) ([]string, error) {
	spoken, err := p.Wording.Get(tag, "")
	if err != nil && !language.IsTag(tag) {
		return nil, err
	}
	if err == nil && spoken.IsEnglish() {
		return nil, nil
	}
	texts, err := p.Wording.Keys()
	if err != nil {
		return nil, err
	}
	for _, name := range reports {
		spec, err := p.Reports.Get(name)
		if err != nil {
			return nil, err
		}
		texts = append(texts, spec.Texts()...)
	}
	slices.Sort(texts)
	return slices.DeleteFunc(slices.Compact(texts), spoken.Has), nil
}
