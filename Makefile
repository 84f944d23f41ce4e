# Every go command below builds with Arrow in DuckDB's bindings; GOFLAGS sees to it.
export GOFLAGS := $(GOFLAGS) -tags=duckdb_arrow
FUZZTIME ?= 30s

.PHONY: build run test test-db test-browser bench lint fuzz golden gallery sample clean

build: ## bin/chartline
	go build -o bin/chartline ./cmd/chartline

run: build ## the report of the sample hospital group, into out/
	bin/chartline run demo --config sample-data/chartline.yaml

test: ## every test
	go test -timeout 30m ./...

test-db: ## the tests that need PostgreSQL and MariaDB; installs neither, says what is missing
	@ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || command -v postgres >/dev/null || echo "PostgreSQL is not installed: apt-get install postgresql"
	@command -v mariadbd >/dev/null || ls /usr/sbin/mariadbd >/dev/null 2>&1 || echo "MariaDB is not installed: apt-get install mariadb-server"
	go test -count=1 ./pipeline/source/database/... ./pipeline/source/omop/...

test-browser: ## the pages in Chromium, by axe-core's rules too; installs neither, says what is missing
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || command -v google-chrome-stable >/dev/null || echo "Chromium is not installed: apt-get install chromium"
	@for folder in $$(echo "$$NODE_PATH" | tr : ' ') $$(npm root -g 2>/dev/null); do [ -f "$$folder/axe-core/axe.min.js" ] && exit 0; done; echo "axe-core is not installed: npm install -g axe-core, or name the folder of a node_modules in NODE_PATH"
	go test -count=1 -v ./pipeline/browser

bench: ## Chartline beside DuckDB alone, in the same run; then each source by itself on one core and two
	go test -run '^$$' -bench . -benchtime 1x -timeout 0 ./pipeline/bench
	go test -run '^$$' -bench '^BenchmarkRead$$' -benchtime 3x -cpu 1,2 -timeout 0 ./pipeline/source/... ./pipeline/terminology

lint: ## formatting, vet, linters
	@test -z "$$(gofmt -l .)" || { gofmt -l .; exit 1; }
	go vet ./...
	@if command -v golangci-lint >/dev/null; then golangci-lint run; else echo "golangci-lint is not installed: skipped"; fi

fuzz: ## each fuzz target for FUZZTIME
	@grep -r --include='*_test.go' -o '^func Fuzz[A-Za-z]*' pipeline | while IFS=: read -r file target; do \
		go test -run '^$$' -fuzz "^$${target#func }$$" -fuzztime $(FUZZTIME) "./$$(dirname "$$file")" || exit 1; done

golden: ## rewrite golden answers and figures; read the difference
	go test ./queries ./pipeline/chart ./pipeline/schema ./cmd/chartline -run "Golden|Dictionary|Sources" -update

gallery: build ## the pictures of docs/gallery.md; needs pdftoppm, of poppler-utils
	rm -rf bin/gallery && mkdir bin/gallery && cd bin/gallery && ../chartline init --sample && \
		../chartline run everything --quiet >/dev/null && ../chartline report coder_scorecard --job everything --quiet >/dev/null
	while read -r name page; do pdftoppm -r 75 -f $$page -singlefile -png \
		$$(ls bin/gallery/out/$$name/*/$$name*.pdf | head -n 1) docs/gallery/$$name-$$page || exit 1; done <docs/gallery/pages.txt

sample: build ## rewrite sample-data
	bin/chartline sample --out sample-data

clean:
	rm -rf bin out data
