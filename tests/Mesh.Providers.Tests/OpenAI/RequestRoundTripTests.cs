using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Providers.OpenAI.Presets;
using Mesh.Providers.OpenAI.Requests;

namespace Mesh.Providers.Tests.OpenAI;

public sealed class RequestRoundTripTests
{
    private static readonly Gen<string> s_text = Gens.Of("", "a", "Grüße 東京 🚀", "\"quoted\" \\ \n", "data:", "https://x/y");

    [Fact]
    public void ReadThenWrite_AnyRequest_KeepsEveryKnownFieldAndPassesTheUnknown() =>
        Requests.Sample(
            request =>
            {
                var written = JsonNode.Parse(OpenAIRequestWriter.Write(OpenAIRequestReader.Read(Encoding.UTF8.GetBytes(request.ToJsonString())), "r", false, OpenAIQuirks.None));
                if (!JsonNode.DeepEquals(request, written))
                {
                    throw new InvalidOperationException($"{request.ToJsonString()}\n{written!.ToJsonString()}");
                }
            },
            iter: 1000);

    [Theory]
    [InlineData("9007199254740993")]
    [InlineData("-9223372036854775808")]
    [InlineData("9223372036854775807")]
    public void Seed_BeyondADouble_IsKeptToTheDigit(string seed) =>
        Assert.Contains($"\"seed\":{seed}", Rewritten("\"seed\":" + seed), StringComparison.Ordinal);

    [Theory]
    [InlineData("\"temperature\":\"hot\"", "temperature")]
    [InlineData("\"temperature\":1e999", "temperature")]
    [InlineData("\"max_tokens\":99999999999", "max_tokens")]
    [InlineData("\"max_tokens\":1.5", "max_tokens")]
    [InlineData("\"seed\":1e300", "seed")]
    [InlineData("\"n\":\"two\"", "n")]
    [InlineData("\"stop\":[1]", "stop")]
    [InlineData("\"logprobs\":1", "logprobs")]
    [InlineData("\"user\":{}", "user")]
    [InlineData("\"tool_choice\":\"perhaps\"", "tool_choice")]
    [InlineData("\"response_format\":{\"type\":\"xml\"}", "response_format")]
    [InlineData("\"tools\":[{}]", "tools[0]")]
    public void Read_FieldOfAnotherType_IsToldByName(string field, string name)
    {
        var error = Assert.Throws<MeshException>(() => Rewritten(field)).Error;

        Assert.Equal((MeshErrorCode.InvalidRequest, name), (error.Code, error.Field));
    }

    [Theory]
    [InlineData("[7]", "messages[0]")]
    [InlineData("[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"king\"}]", "messages[1].role")]
    [InlineData("[{\"role\":\"user\",\"content\":7}]", "messages[0].content")]
    [InlineData("[{\"role\":\"user\",\"content\":[{\"type\":\"smell\"}]}]", "messages[0].content[0]")]
    [InlineData("[{\"role\":\"user\",\"content\":[7]}]", "messages[0].content[0]")]
    public void Read_WrongMessage_IsToldByPlace(string messages, string field) =>
        Assert.Equal(field, Assert.Throws<MeshException>(() => OpenAIRequestReader.Read(Encoding.UTF8.GetBytes($$"""{"model":"r","messages":{{messages}}}"""))).Error.Field);

    [Fact]
    public void Write_ExtraThatRepeatsAFieldOfTheMesh_IsLeftOut()
    {
        var request = new ChatRequest
        {
            Messages = [new ChatMessage { Role = ChatRole.User, Parts = [new TextPart("a")] }],
            ExtraJson = """{"model":"dear","stream":true,"messages":[],"n":100,"top_k":4}""",
        };

        var written = JsonNode.Parse(OpenAIRequestWriter.Write(request, "cheap", false, OpenAIQuirks.None))!.AsObject();

        Assert.Equal(["model", "messages", "top_k"], written.Select(p => p.Key));
        Assert.Equal("cheap", written["model"]!.GetValue<string>());
    }

    private static string Rewritten(string field) => Encoding.UTF8.GetString(OpenAIRequestWriter.Write(
        OpenAIRequestReader.Read(Encoding.UTF8.GetBytes($$"""{"model":"r","messages":[{"role":"user","content":"a"}],{{field}}}""")), "r", false, OpenAIQuirks.None));

    private static Gen<JsonObject> Requests => Gen.Select(Messages.List[1, 4], Optional.List[0, 8], (messages, fields) =>
    {
        var request = new JsonObject { ["model"] = "r", ["messages"] = new JsonArray([.. messages.Select(m => m.DeepClone())]) };
        foreach (var (name, json) in fields)
        {
            request[name] = JsonNode.Parse(json);
        }

        return request;
    });

    private static Gen<JsonNode> Messages => Gen.OneOf(
        Gen.Select(Gens.Of("system", "developer", "user", "assistant"), s_text, (role, text) => (JsonNode)new JsonObject { ["role"] = role, ["content"] = text }),
        Gen.Select(s_text, s_text, (name, text) => (JsonNode)new JsonObject { ["role"] = "user", ["name"] = name, ["content"] = text }),
        Gen.Select(s_text, s_text, (id, text) => (JsonNode)new JsonObject { ["role"] = "tool", ["tool_call_id"] = id, ["content"] = text }),
        s_text.Select(arguments => (JsonNode)new JsonObject
        {
            ["role"] = "assistant",
            ["content"] = null,
            ["tool_calls"] = new JsonArray(new JsonObject { ["id"] = "c", ["type"] = "function", ["function"] = new JsonObject { ["name"] = "f", ["arguments"] = arguments } }),
        }),
        Parts.List[2, 4].Select(parts => (JsonNode)new JsonObject { ["role"] = "user", ["content"] = new JsonArray([.. parts.Select(p => JsonNode.Parse(p))]) }));

    private static Gen<string> Parts => Gens.Of(
        """{"type":"text","text":"東京"}""",
        """{"type":"refusal","refusal":"no"}""",
        """{"type":"image_url","image_url":{"url":"https://a/b.png","detail":"low"}}""",
        """{"type":"image_url","image_url":{"url":"data:image/png;base64,AA=="}}""",
        """{"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,AA=="}}""",
        """{"type":"input_audio","input_audio":{"data":"AA==","format":"mp3"}}""");

    private static Gen<(string, string)> Optional => Gens.Of(
        ("temperature", "0.25"), ("top_p", "1"), ("max_completion_tokens", "7"), ("stop", """["a","b"]"""), ("seed", "9007199254740993"),
        ("frequency_penalty", "-0.5"), ("presence_penalty", "2"), ("logprobs", "true"), ("top_logprobs", "5"), ("n", "2"),
        ("reasoning_effort", "\"low\""), ("parallel_tool_calls", "false"), ("user", "\"ü\""), ("tool_choice", "\"required\""),
        ("tool_choice", """{"type":"function","function":{"name":"f"}}"""), ("response_format", """{"type":"json_object"}"""),
        ("response_format", """{"type":"json_schema","json_schema":{"name":"s","schema":{"type":"object"},"strict":true}}"""),
        ("tools", """[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object","properties":{"x":{"type":"number"}}},"strict":false}}]"""),
        ("top_k", "40"), ("vendor", """{"deep":[1,2.50,{"x":null}],"big":12345678901234567890123}"""), ("logit_bias", """{"50256":-100}"""));
}
