package shell

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"

	"github.com/jedib0t/go-pretty/v6/text"
	"golang.org/x/term"
)

// pager shows text on a terminal: what fits on a page at once, and what does not through
// the program that $PAGER names, or a page at a time. Who leaves it makes the next Write
// fail with EPIPE, which stops the statement.
type pager struct {
	in, out *os.File
	program string
	width   int
	height  int

	held  bytes.Buffer   // until it is more than a page
	begun io.WriteCloser // then what shows it
}

// newPager is a pager on a terminal.
func newPager(in, out *os.File) *pager {
	width, height, err := term.GetSize(int(out.Fd()))
	if err != nil || height < 3 || width < 1 {
		width, height = 80, 24
	}
	return &pager{in: in, out: out, program: os.Getenv("PAGER"), width: width, height: height}
}

// Columns is how many characters fit in a line.
func (p *pager) Columns() int { return p.width }

// Write implements io.Writer.
func (p *pager) Write(more []byte) (int, error) {
	if p.begun != nil {
		return p.begun.Write(more)
	}
	p.held.Write(more)
	if p.fits() {
		return len(more), nil
	}
	var err error
	if p.begun, err = p.begin(); err != nil {
		return 0, err
	}
	if _, err := p.begun.Write(p.held.Bytes()); err != nil {
		return 0, err
	}
	return len(more), nil
}

// fits reports whether what is held is no more than a page.
func (p *pager) fits() bool {
	rows := 0
	for line := range bytes.Lines(p.held.Bytes()) {
		if rows += rowsOf(line, p.width); rows >= p.height {
			return false
		}
	}
	return true
}

// rowsOf is how many rows of a terminal a line takes.
func rowsOf(line []byte, width int) int {
	return max(1, (text.StringWidth(string(bytes.TrimRight(line, "\n")))+width-1)/width)
}

// Close shows what is held, or waits until the reader has seen enough.
func (p *pager) Close() error {
	if p.begun != nil {
		return p.begun.Close()
	}
	_, err := p.out.Write(p.held.Bytes())
	return outputError(err)
}

func (p *pager) begin() (io.WriteCloser, error) {
	if strings.TrimSpace(p.program) == "" {
		return &pages{in: p.in, out: p.out, width: p.width, height: p.height}, nil
	}
	cmd := exec.Command("sh", "-c", p.program)
	cmd.Stdout, cmd.Stderr = p.out, os.Stderr
	cmd.Env = pagerEnvironment()
	if os.Getenv("LESS") == "" {
		cmd.Env = append(cmd.Env, "LESS=FRSX") // long lines go on to the right
	}
	pipe, err := cmd.StdinPipe()
	if err != nil {
		return nil, outputError(err)
	}
	if err := cmd.Start(); err != nil {
		return nil, outputError(err)
	}
	return &outside{pipe, cmd}, nil
}

// pagerEnvironment is what a pager needs of ours, which may hold keys.
func pagerEnvironment() (kept []string) {
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		switch {
		case strings.HasPrefix(name, "LESS"), strings.HasPrefix(name, "LC_"),
			slices.Contains([]string{"PATH", "HOME", "LANG", "TERM", "TERMINFO", "TMPDIR", "SHELL", "USER", "LINES", "COLUMNS"}, name):
			kept = append(kept, variable)
		}
	}
	return kept
}

// outside is a pager that is another program.
type outside struct {
	io.WriteCloser
	cmd *exec.Cmd
}

// Close waits for the program. How it ends says nothing about the answer.
func (o *outside) Close() error {
	_ = o.WriteCloser.Close()
	_ = o.cmd.Wait()
	return nil
}

// pages shows a page at a time.
type pages struct {
	in, out       *os.File
	width, height int
	shown         int // rows of this page
	left          bool
}

// Write implements io.Writer.
func (p *pages) Write(more []byte) (int, error) {
	for line := range bytes.Lines(more) {
		if p.left {
			return 0, syscall.EPIPE
		}
		rows := rowsOf(line, p.width)
		if p.shown > 0 && p.shown+rows >= p.height {
			if err := p.ask(); err != nil {
				return 0, err
			}
		}
		if _, err := p.out.Write(line); err != nil {
			return 0, err
		}
		p.shown += rows
	}
	return len(more), nil
}

// ask waits for a key.
func (p *pages) ask() error {
	const prompt = "-- more: space for a page, return for a line, q to leave --"
	fmt.Fprint(p.out, prompt)
	key, err := readKey(p.in)
	fmt.Fprint(p.out, "\r"+strings.Repeat(" ", len(prompt))+"\r")
	switch {
	case err != nil:
		return err
	case key == 'q', key == 3: // Ctrl-C
		p.left = true
		return syscall.EPIPE
	case key == '\r', key == '\n':
		p.shown-- // room for one more line, or a part of it
	default:
		p.shown = 0
	}
	return nil
}

// Close implements io.Closer.
func (p *pages) Close() error { return nil }

// readKey reads one key without waiting for the end of a line.
func readKey(in *os.File) (key byte, err error) {
	state, err := term.MakeRaw(int(in.Fd()))
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, term.Restore(int(in.Fd()), state)) }()
	var one [1]byte
	if _, err := io.ReadFull(in, one[:]); err != nil {
		return 0, err
	}
	return one[0], nil
}
