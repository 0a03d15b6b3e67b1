// A whole sweep over the REST API with Go's standard library:  go run sweep.go [STUDY]
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"
)

type trial struct {
	Name       string             `json:"name"`
	Number     int                `json:"number"`
	Parameters map[string]float64 `json:"parameters"`
	Metrics    map[string]float64 `json:"metrics"`
}

var (
	api    = env("ATTUNE_API", "http://127.0.0.1:8080/api/v1")
	token  string
	client = &http.Client{Timeout: 90 * time.Second}
)

func env(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// call posts body, or gets when it is nil, and reads the answer into out.
func call(path string, body map[string]any, out any) {
	method, content := http.MethodGet, []byte(nil)
	if body != nil {
		var err error
		method = http.MethodPost
		content, err = json.Marshal(body)
		check(err)
	}
	request, err := http.NewRequest(method, api+"/"+path, bytes.NewReader(content))
	check(err)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := client.Do(request)
	check(err)
	defer response.Body.Close()
	if response.StatusCode >= 300 {
		var problem struct{ Code, Detail string }
		_ = json.NewDecoder(response.Body).Decode(&problem)
		check(fmt.Errorf("%s: %s", problem.Code, problem.Detail))
	}
	check(json.NewDecoder(response.Body).Decode(out))
}

func main() {
	home, err := os.UserHomeDir()
	check(err)
	text, err := os.ReadFile(env("ATTUNE_TOKEN_FILE", filepath.Join(home, ".local/share/attune/admin.token")))
	check(err)
	token = strings.TrimSpace(string(text))
	name := "quadratic"
	if len(os.Args) > 1 {
		name = os.Args[1]
	}
	var study struct{ Name string }
	call("studies", map[string]any{"studyId": name, "spec": map[string]any{
		"objective":  map[string]any{"metric": "loss", "goal": "minimize"},
		"parameters": map[string]any{"x": map[string]any{"type": "float", "min": -10, "max": 10}},
		"maxTrials":  20, "trial": map[string]any{"external": true}}}, &study)

	for {
		var asked struct{ Trials []trial }
		call(study.Name+"/trials:suggest", map[string]any{"count": 1, "clientId": "go"}, &asked)
		if len(asked.Trials) == 0 {
			break
		}
		for _, t := range asked.Trials {
			loss := 0.0
			for step := 0; step < 10; step++ { // your training
				x := t.Parameters["x"]
				loss = (x - 2) * (x - 2) / float64(step+1)
				var said struct{ ShouldStop bool }
				call(t.Name+":report", map[string]any{"step": step, "metrics": map[string]any{"loss": loss}}, &said)
				if said.ShouldStop {
					break
				}
			}
			call(t.Name+":complete", map[string]any{"metrics": map[string]any{"loss": loss}}, &trial{})
		}
	}
	var best struct{ Trials []trial }
	call(study.Name+"/trials:best", nil, &best)
	fmt.Println("best", best.Trials[0].Number, best.Trials[0].Metrics["loss"], best.Trials[0].Parameters)
}
