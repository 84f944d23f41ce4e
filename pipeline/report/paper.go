package report

import "fmt"

// Paper is the sheet that a document is printed on.
type Paper string

// The sizes of paper. The empty one is Letter.
const (
	Letter Paper = "letter"
	A4     Paper = "a4"
)

// ParsePaper reads the name of a size; an empty one is Letter.
func ParsePaper(name string) (Paper, error) {
	switch p := Paper(name); p {
	case "", Letter:
		return Letter, nil
	case A4:
		return A4, nil
	default:
		return "", fmt.Errorf("paper is neither letter nor a4: %q", name)
	}
}
