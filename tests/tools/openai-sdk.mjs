// Drives a mesh with the unmodified OpenAI SDK, given the base URL and what to do; prints what the SDK saw as one line of JSON.
import OpenAI, { APIError } from 'openai';

const [, , baseURL, scenario] = process.argv;
const client = new OpenAI({ baseURL, apiKey: 'unused', timeout: 60_000 });
const messages = [{ role: 'user', content: 'hello' }];

const scenarios = {
  async unary() {
    const { data, response } = await client.chat.completions.create({ model: 'auto', messages }).withResponse();
    return { text: data.choices[0].message.content, usage: data.usage, model: response.headers.get('x-mesh-model'), requestId: data._request_id };
  },

  async streamed() {
    const stream = await client.chat.completions.create({ model: 'auto', messages, stream: true, stream_options: { include_usage: true } });
    const pieces = [];
    let finish = null;
    let usage = null;
    for await (const chunk of stream) {
      pieces.push(chunk.choices[0]?.delta?.content ?? '');
      finish = chunk.choices[0]?.finish_reason ?? finish;
      usage = chunk.usage ?? usage;
    }
    return { text: pieces.join(''), pieces: pieces.filter((p) => p.length > 0).length, finish, usage };
  },

  async tools() {
    const parameters = { type: 'object', properties: { a: { type: 'number' } }, required: ['a'] };
    const runner = client.chat.completions.stream({
      model: 'auto',
      messages,
      tools: [{ type: 'function', function: { name: 'add', parameters } }],
    });
    const message = await runner.finalMessage();
    const call = message.tool_calls?.[0];
    return { name: call?.function.name, arguments: call?.function.arguments, id: call?.id };
  },

  async embeddings() {
    const { data } = await client.embeddings.create({ model: process.argv[4], input: ['a', 'b'] });
    return { vectors: data.length, dimensions: data[0].embedding.length, numbers: data[0].embedding.every(Number.isFinite) };
  },

  async models() {
    const ids = [];
    for await (const model of client.models.list()) ids.push(model.id);
    const one = await client.models.retrieve(ids[0]);
    return { ids, one: one.id };
  },

  async responses() {
    const first = await client.responses.create({ model: 'auto', input: 'one', instructions: 'be kind' });
    const stream = await client.responses.create({ model: 'auto', input: 'two', previous_response_id: first.id, stream: true });
    const types = [];
    let text = '';
    let second = null;
    for await (const event of stream) {
      types.push(event.type);
      if (event.type === 'response.output_text.delta') text += event.delta;
      if (event.type === 'response.completed') second = event.response;
    }
    const kept = await client.responses.retrieve(second.id);
    const rest = [];
    for await (const event of await client.responses.retrieve(second.id, { stream: true, starting_after: 4 })) rest.push(event.type);
    return { first: first.output_text, previous: kept.previous_response_id === first.id, text, kept: kept.output_text, types, rest, usage: kept.usage };
  },

  async responseInParts() {
    const runner = client.responses.stream({ model: 'auto', input: 'hello' });
    const response = await runner.finalResponse();
    return { text: response.output[0].content[0].text, status: response.status };
  },

  async background() {
    const begun = await client.responses.create({ model: 'auto', input: 'hold', background: true });
    const now = await client.responses.retrieve(begun.id);
    const cancelled = await client.responses.cancel(begun.id);
    await client.responses.delete(begun.id);
    try {
      await client.responses.retrieve(begun.id);
      return {};
    } catch (error) {
      return { begun: begun.status, now: now.status, cancelled: cancelled.status, ...failed(error) };
    }
  },

  async failure() {
    try {
      await client.chat.completions.create({ model: process.argv[4], messages });
      return {};
    } catch (error) {
      return failed(error);
    }
  },

  async brokenStream() {
    const pieces = [];
    try {
      for await (const chunk of await client.chat.completions.create({ model: 'auto', messages, stream: true })) {
        pieces.push(chunk.choices[0]?.delta?.content ?? '');
      }
      return { text: pieces.join('') };
    } catch (error) {
      return { text: pieces.join(''), ...failed(error) };
    }
  },
};

function failed(error) {
  return {
    class: error.constructor.name,
    isApiError: error instanceof APIError,
    status: error.status ?? null,
    code: error.code ?? null,
    param: error.param ?? null,
    type: error.type ?? null,
    requestId: error.requestID ?? null,
  };
}

console.log(JSON.stringify(await scenarios[scenario]()));
