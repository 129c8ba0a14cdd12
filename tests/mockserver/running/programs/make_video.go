package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
)

const api = "https://api.freepik.com/v1/ai/video/kling-v3"

type answer struct {
	Data struct {
		TaskID    string `json:"task_id"`
		Status    string
		Generated []string
	}
}

func ask(method, url, body string) []byte {
	request, _ := http.NewRequest(method, url, strings.NewReader(body))
	request.Header.Set("x-freepik-api-key", "key-of-nobody")
	request.Header.Set("content-type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		panic(err)
	}
	defer response.Body.Close()
	content, _ := io.ReadAll(response.Body)
	return content
}

func main() {
	order := `{"prompt":"A fox in the snow","duration":"5","webhook_url":"` + os.Getenv("WEBHOOK_URL") + `"}`
	var task answer
	json.Unmarshal(ask("POST", api+"-pro", order), &task)
	for task.Data.Status != "COMPLETED" {
		json.Unmarshal(ask("GET", api+"/"+task.Data.TaskID, ""), &task)
	}
	fmt.Println(task.Data.TaskID, len(ask("GET", task.Data.Generated[0], "")))
}
