// Package doctor looks at everything that a site's runs depend on and says what is wrong
// with it, each with its fix.
package doctor

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"chartline/cmd/chartline/ledger"
	"chartline/pipeline"
	"chartline/pipeline/config/secret"
	"chartline/pipeline/engine"
	"chartline/pipeline/fault"
)

// State is how a check came out.
type State string

// A check is well, gives advice that a site may decline, warns of what will go wrong, or
// found what is wrong.
const (
	Well    State = "ok"
	Advice  State = "advice"
	Warning State = "warning"
	Wrong   State = "wrong"
)

// Finding is what a check found out.
type Finding struct {
	Check string     `json:"check"`
	State State      `json:"state"`
	Text  string     `json:"text"`
	Fix   string     `json:"fix,omitempty"`
	Kind  fault.Kind `json:"code"` // exit code of what is wrong; 0 for everything else
}

// Patient is a program that is looked at, at an instant in the zone of its facilities.
type Patient struct {
	*pipeline.Program
	ConfigPath string
	At         time.Time

	status  *ledger.Status // of the store; nil where there is none to ask
	extract bool           // the store is an extract, into which nothing is loaded
}

// Examine makes every check. What stands in the way of one is its finding.
func Examine(ctx context.Context, p *Patient) []Finding {
	var all []Finding
	for _, check := range []struct {
		name string
		look func(context.Context) []Finding
	}{
		{"store", p.store}, {"key", p.key}, {"permissions", p.permissions}, {"disk", p.disk}, {"clock", p.clock},
		{"code sets", p.codeSets}, {"sources", p.sources}, {"jobs", p.jobs}, {"deliveries", p.deliveries}, {"browser", p.browser},
	} {
		for _, f := range check.look(ctx) {
			f.Check = check.name
			all = append(all, f)
		}
	}
	return all
}

// Code is the exit code of findings: that of the first that is wrong.
func Code(all []Finding) fault.Kind {
	for _, f := range all {
		if f.State == Wrong {
			return f.Kind
		}
	}
	return 0
}

func well(text string) []Finding { return []Finding{{State: Well, Text: text}} }

func advice(text, fix string) []Finding {
	return []Finding{{State: Advice, Text: text, Fix: fix}}
}

func warning(text, fix string) []Finding {
	return []Finding{{State: Warning, Text: text, Fix: fix}}
}

func wrong(kind fault.Kind, text, fix string) []Finding {
	return []Finding{{State: Wrong, Kind: kind, Text: text, Fix: fix}}
}

// failed is the finding of an error.
func failed(err error) []Finding {
	var f *fault.Error
	if !errors.As(err, &f) {
		return wrong(fault.Internal, "internal error", "please report it")
	}
	text := f.What
	if f.Where != "" {
		text = f.Where + ": " + f.What
	}
	return wrong(f.Kind, text, f.Fix)
}

// store asks the published store, and keeps what it says for other checks.
func (p *Patient) store(ctx context.Context) []Finding {
	switch said, err := p.Said(ctx); {
	case err != nil:
		return failed(err)
	case said != nil:
		p.extract = true
		return well(ledger.Extract{Path: p.Config.Store.Path, Said: said}.Words())
	}
	var status *ledger.Status
	err := p.ask(func(e engine.Engine) (err error) {
		status, err = ledger.Read(ctx, p.Program, e)
		return err
	})
	if err != nil {
		return failed(err)
	}
	p.status = status
	if status.Behind {
		return warning(p.Config.Store.Path+" changed after it was published", "a pull is loading, or one failed: chartline schedule history tells")
	}
	return well(p.Config.Store.Path + " is published and can be read")
}

// ask opens the published store for questions.
func (p *Patient) ask(questions func(engine.Engine) error) error {
	e, err := p.Open()
	if err != nil {
		return err
	}
	return errors.Join(questions(e), e.Close())
}

// key looks whether the store is encrypted, or what it lies on.
func (p *Patient) key(context.Context) []Finding {
	if p.extract {
		return nil // it was made as its study says
	}
	folder := existing(filepath.Dir(p.Config.Store.Path))
	switch encrypted, known := onEncryptedVolume(folder); {
	case p.Config.Store.Key != "" && p.status != nil:
		return well("the store is encrypted with its key")
	case p.Config.Store.Key != "":
		if _, err := secret.Resolve(p.Config.Where("store.key"), p.Config.Store.Key); err != nil {
			return failed(err)
		}
		return well("the key can be read")
	case encrypted:
		return well("the store has no key, and lies on an encrypted volume")
	case known:
		return advice("the store has no key, and lies on a volume that is not encrypted", "set store.key, or put "+folder+" on an encrypted volume")
	default:
		return advice("the store has no key; whether its volume is encrypted cannot be told from here", "set store.key, or put "+folder+" on an encrypted volume")
	}
}

// existing is a folder, or the nearest one above that there is.
func existing(folder string) string {
	for {
		if _, err := os.Stat(folder); err == nil || !errors.Is(err, fs.ErrNotExist) || folder == filepath.Dir(folder) {
			return folder
		}
		folder = filepath.Dir(folder)
	}
}
