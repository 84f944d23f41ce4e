package pipeline

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"chartline/pipeline/config"
	"chartline/pipeline/config/secret"
	"chartline/pipeline/fault"
	"chartline/pipeline/source"
	"chartline/pipeline/source/inbox"
	"chartline/pipeline/store/ledger"
)

// pulled is one input with where it comes from.
type pulled struct {
	source.Input
	from     source.Source
	modified time.Time // when the file was changed last; zero for what is no file
}

// inputs lists what the named sources hold, all sources where none is named.
func (p *Program) inputs(req PullRequest) ([]pulled, error) {
	names := req.Sources
	if len(names) == 0 {
		for _, s := range p.Config.Sources {
			names = append(names, s.Name)
		}
	}
	if len(names) == 0 {
		return nil, fault.New(fault.Config, "chartline.yaml", "no sources to pull", "list them under sources:")
	}
	var all []pulled
	for _, name := range names {
		conf, ok := p.Config.Source(name)
		if !ok {
			return nil, p.noSource(name)
		}
		found, err := p.inputsOf(conf)
		if err != nil {
			return nil, err
		}
		for _, in := range found {
			if req.Since.IsZero() || in.Remote || !in.modified.Before(req.Since) {
				all = append(all, in)
			}
		}
	}
	return all, nil
}

// inputsOf lists the inputs of one source.
func (p *Program) inputsOf(conf config.Source) ([]pulled, error) {
	from, err := p.source(conf.Format)
	if err != nil {
		return nil, err
	}
	spec, err := p.spec(conf, from.Settings())
	if err != nil {
		return nil, err
	}
	inputs, err := from.Inputs(spec)
	if err != nil {
		return nil, err
	}
	all := make([]pulled, len(inputs))
	for i, in := range inputs {
		all[i] = pulled{Input: in, from: from}
		if in.Remote {
			continue
		}
		info, err := os.Stat(in.Path)
		if err != nil {
			return nil, fault.Wrap(fault.Input, err, in.Path, "cannot be read", "check the path and who may read it")
		}
		all[i].modified = info.ModTime()
		if in.Bytes == 0 {
			all[i].Bytes = info.Size()
		}
	}
	return all, nil
}

// spec is a source of the configuration as its format takes it, secrets resolved.
func (p *Program) spec(conf config.Source, st source.Settings) (source.Spec, error) {
	spec := source.Spec{
		Name: conf.Name, Path: conf.Path, Table: conf.Table, Timezone: conf.Timezone,
		Columns: conf.Columns, Values: conf.Values, Queries: conf.Queries, Options: map[string]string{},
		Spool: filepath.Join(p.Config.Store.Path+".spool", conf.Name),
	}
	where := fmt.Sprintf("source %q", conf.Name)
	var err error
	if secret.IsReference(conf.Path) {
		if spec.Path, err = secret.Resolve(where, conf.Path); err != nil {
			return spec, err
		}
	}
	for name, value := range conf.Options {
		if spec.Options[name] = value; !isSecret(st, name) {
			continue
		}
		if !secret.IsReference(value) {
			return spec, fault.New(fault.Config, where, "the option "+name+" is a secret, and stands in the file", secret.Fix)
		}
		if spec.Options[name], err = secret.Resolve(where, value); err != nil {
			return spec, err
		}
	}
	return spec, st.Check(spec)
}

func isSecret(st source.Settings, option string) bool {
	for _, o := range st.Options {
		if o.Name == option {
			return o.Secret
		}
	}
	return false
}

func (p *Program) source(format string) (source.Source, error) {
	var known []string
	for _, s := range p.Sources {
		if s.Name() == format {
			return s, nil
		}
		known = append(known, s.Name())
	}
	return nil, fault.Newf(fault.Config, "chartline.yaml", "use one of "+strings.Join(known, ", "), "no source format %q", format)
}

// identify gives the content of an input with its hash, and when the same was loaded before.
// A file that lies unchanged where it lay is not read for it.
func (l *loading) identify(ctx context.Context, in pulled, known ledger.Known) (content inbox.Content, loaded time.Time, err error) {
	if in.Remote {
		return content, loaded, nil
	}
	if hash, ok := known.Unchanged(in.Place(), in.Bytes, in.modified); ok && !l.Again {
		content.SHA256 = hash
	} else if content, err = l.hasher.Content(ctx, in.Input); err != nil {
		return content, loaded, err
	}
	loaded, _ = known.Loaded(content.SHA256)
	return content, loaded, nil
}

// noSource says that no source of the configuration has a name, and which one may be meant.
func (p *Program) noSource(name string) error {
	var known []string
	for _, s := range p.Config.Sources {
		known = append(known, s.Name)
	}
	fix := "chartline.yaml lists them under sources:"
	if near, ok := config.Nearest(name, known); ok {
		fix = "did you mean " + near + "?"
	}
	return fault.Newf(fault.Usage, "", fix, "no source %q", name)
}
