require 'json'
require 'net/http'

API = 'https://api.freepik.com/v1/ai/video/kling-v3'
HEADERS = { 'x-freepik-api-key' => 'key-of-nobody', 'content-type' => 'application/json' }

order = { prompt: 'A fox in the snow', duration: '5', webhook_url: ENV.fetch('WEBHOOK_URL') }
task = JSON.parse(Net::HTTP.post(URI("#{API}-pro"), order.to_json, HEADERS).body)['data']
until task['status'] == 'COMPLETED'
  task = JSON.parse(Net::HTTP.get(URI("#{API}/#{task['task_id']}"), HEADERS))['data']
end
puts "#{task['task_id']} #{Net::HTTP.get(URI(task['generated'][0])).bytesize}"
