// Package browser looks at every page of the sample's reports as a reader does: in Chromium, at
// the widths of a telephone, a tablet and a desk, by day and by night, with the keyboard and with
// axe-core's rules of accessibility. It holds tests and nothing else; they skip where Chromium or
// axe-core is not installed, and "make test-browser" says how to install them.
package browser
