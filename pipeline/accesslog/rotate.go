package accesslog

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// Rotate puts the log aside under the number of its last line and goes on in a new file,
// whose first line follows the last one of the old. It gives the name of the file aside.
func (l Log) Rotate() (aside string, err error) {
	f, err := l.open()
	if err != nil {
		return "", err
	}
	defer f.Close()
	last, err := l.last(f)
	if err != nil {
		return "", err
	}
	if err := l.isWhole(last); err != nil {
		return "", err
	}
	aside = fmt.Sprintf("%s.%d", l.Path, last.N)
	next, err := os.OpenFile(l.Path+".new", os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return "", l.fault(err)
	}
	defer next.Close()
	// Whoever opens the new file once it has the name waits until its end is kept.
	if err := lock(next); err != nil {
		return "", l.fault(err)
	}
	e, err := l.write(next, last, Entry{Event: Rotated, Command: "chartline log rotate"})
	if err != nil {
		return "", err
	}
	// At every moment there is a file under the name of the log.
	if err := os.Link(l.Path, aside); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", l.fault(err)
	}
	if err := os.Rename(l.Path+".new", l.Path); err != nil {
		return "", l.fault(err)
	}
	return aside, l.witness(e)
}
