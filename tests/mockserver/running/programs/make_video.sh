# curl, as a script of a shell has it.
set -eu
api=https://api.freepik.com/v1/ai/video/kling-v3
key='x-freepik-api-key: key-of-nobody'
field() { sed "s/.*\"$1\":\\[*\"\\([^\"]*\\)\".*/\\1/"; }

order="{\"prompt\":\"A fox in the snow\",\"duration\":\"5\",\"webhook_url\":\"$WEBHOOK_URL\"}"
task=$(curl -sS "$api-pro" -H "$key" -H 'content-type: application/json' -d "$order" | field task_id)
answer=
until [ "$(echo "$answer" | field status)" = COMPLETED ]; do
    answer=$(curl -sS "$api/$task" -H "$key")
done
echo "$task" "$(curl -sS "$(echo "$answer" | field generated)" | wc -c | tr -d ' ')"
